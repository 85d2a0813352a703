"""How often the engine inside is right: specimens photographed and read, field by field against the truth."""
