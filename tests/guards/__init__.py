"""What every test is held to beyond its own assertions: no error in the log, nothing left running."""
