"""The doctor: looks at everything the program needs, and says of each whether it works and what to do."""
