"""Pixels: opening files, turning them upright, cutting out, judging sharpness and glare. No Qt."""
