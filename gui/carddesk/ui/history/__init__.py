"""What happened to the card at hand, to read; and the way to erase what is held of a person."""
