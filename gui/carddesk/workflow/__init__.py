"""The use cases: intake, recognition, review, export. asyncio, no Qt."""
