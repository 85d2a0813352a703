"""Machine-readable zones of passports and cards: finding them among read lines, repairing them, parsing them (ICAO 9303)."""

from carddesk.cards.mrz.alternatives import exchanges, with_datum
from carddesk.cards.mrz.finding import Found, find
from carddesk.cards.mrz.repairing import repair
from carddesk.cards.mrz.zone import Format, Mrz, MrzError, check_digit, parse

__all__ = ["Format", "Found", "Mrz", "MrzError", "check_digit", "exchanges", "find", "parse", "repair", "with_datum"]
