"""The national numbers of the countries whose documents are read: one file a country (logic-rules §6)."""

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Sex, Told
from carddesk.cards.national_numbers.registry import compact, countries, kinds

__all__ = ["Fault", "NationalNumber", "Sex", "Told", "compact", "countries", "kinds"]
