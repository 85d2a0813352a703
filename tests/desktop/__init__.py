"""A person's desktop for tests: a screen, a keyboard, and the tree by which assistive technology sees the program."""
