"""Keys that operators give to commands: what may be a key, how it is written, and the sheet on which it is changed."""
