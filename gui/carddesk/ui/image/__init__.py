"""The image: the card as it came, with the quads of card and fields over it."""
