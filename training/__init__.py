"""How the network inside the reader was made; nothing of this is shipped or needed to run the program."""
