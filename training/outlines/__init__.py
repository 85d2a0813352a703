"""The network that finds where cards lie in a picture: pictures made up for it, its form, its training."""
