"""Windows about the key of the workspace: before the desk opens, and later what is asked from its menu."""
