"""Flags: the reasons why a field or a card needs a human."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a flag is."""

    ERROR = "error"
    """Arithmetic or form is impossible: correct it or override it."""
    WARN = "warn"
    """Unusual but possible, or not surely read: look at it."""
    INFO = "info"
    """Context only; never makes a field need a human."""


class FlagCode(StrEnum):
    """Every flag code there is. Stable: scripts and stored journals rely on them."""

    MISSING = "missing"
    LOW_QUALITY = "low_quality"
    LOW_CONFIDENCE = "low_confidence"
    VENDOR_LOGIC = "vendor_logic"
    BAD_CHECK_DIGIT = "bad_check_digit"
    BAD_FORMAT = "bad_format"
    BAD_DATE = "bad_date"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    DATE_ORDER = "date_order"
    VALIDITY_LENGTH = "validity_length"
    BIRTH_MISMATCH = "birth_mismatch"
    SEX_MISMATCH = "sex_mismatch"
    PREFIX_MISMATCH = "prefix_mismatch"
    PERMIT_MISMATCH = "permit_mismatch"
    NATIONALITY_MISMATCH = "nationality_mismatch"
    NAME_MISMATCH = "name_mismatch"
    UNKNOWN_REGION = "unknown_region"
    AUTHORITY_FORM = "authority_form"
    MRZ_CHECK_DIGIT = "mrz_check_digit"
    READINGS_DIFFER = "readings_differ"
    INCOMPLETE_CARD = "incomplete_card"
    NOT_GENUINE = "not_genuine"
    SIDES_DIFFER = "sides_differ"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason why a field (`field` is its key) or the whole card (`field` is None) needs a human.

    `message` is an English source string; it may hold `{name}` places filled from `arguments` after translation.
    """

    code: FlagCode
    level: Level
    message: str
    field: str | None = None
    arguments: tuple[tuple[str, str], ...] = ()

    @property
    def needs_human(self) -> bool:
        """Whether somebody has to look: every level but `info`."""
        return self.level is not Level.INFO

    @property
    def text(self) -> str:
        """The message in English with its places filled."""
        return self.message.format_map(dict(self.arguments)) if self.arguments else self.message
