"""What a card is: documents, fields, readings, cases and the rules on them. Pure: no I/O, no Qt, no clock of its own."""
