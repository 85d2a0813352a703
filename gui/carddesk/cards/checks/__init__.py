"""The checks on what a card says. Each module in this package declares some as `CHECKS`; a new family is a new file."""

from carddesk.cards.checks.contract import Card, Check, CheckedField, NotChecked, Outcome
from carddesk.cards.checks.doubts import reading_flags
from carddesk.cards.checks.registry import checks, outcomes, run_checks

__all__ = [
    "Card", "Check", "CheckedField", "NotChecked", "Outcome", "checks", "outcomes", "reading_flags", "run_checks"
]  # fmt: skip
