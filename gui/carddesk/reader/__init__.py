"""The embedded engine: OCR in a worker process, the card found and upright, its layout turned into fields."""
