"""The checks on what a card says. Each module in this package declares some as `CHECKS`; a new family is a new file."""

from carddesk.cards.checks.contract import Card, Check, CheckedField, Mate, NotChecked, Outcome
from carddesk.cards.checks.doubts import reading_flags
from carddesk.cards.checks.registry import Findings, card_of, checks, outcomes, run_checks

__all__ = [
    "Card", "Check", "CheckedField", "Findings", "Mate", "NotChecked", "Outcome", "card_of", "checks", "outcomes",
    "reading_flags", "run_checks",
]  # fmt: skip
