"""The cloud services: one small module each, on one shared transport. No Qt."""
