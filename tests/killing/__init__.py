"""The program is killed while an operator works, again and again: nothing that it confirmed may be lost."""
