"""Loopback servers that stand in for the cloud services: written from the vendors' documents, not from our client."""
