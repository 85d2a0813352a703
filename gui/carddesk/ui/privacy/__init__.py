"""Privacy on screen: veils over what is not to be seen, and the cover of a window that nobody sits at."""
