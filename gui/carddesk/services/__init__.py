"""The contract every reading service fulfils, and the registry that finds services."""
