"""One setting: its type, what may be given, and what it looks like to people."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from carddesk.errors import UserError
from carddesk.language import mark, tr

Value = bool | int | float | str

_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})
_ADDRESS_PARTS = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:/+)?([^/?#\\]*)(.*)", re.DOTALL)
_TEAM = re.compile(r"postgres(ql)?(\+psycopg)?://", re.IGNORECASE)
_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(:[0-9]*)?\s*")
_NO_SECRETS = mark(
    "{key} must be an address without name and password before an @: a secret must not stand in the settings. Keep "
    "credentials with `carddesk credentials set`, and let a gateway know this machine by other means."
)

_NO_PASSWORD = mark(
    "There is a password in {key}, where others can see it. Leave it out: `carddesk team password` puts it into the keyring, "
    "CARDDESK_WORKSPACE_PASSWORD gives it to one run."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its type is that of its default.

    Attributes:
        key: dotted, as in the file and in `--set KEY=VALUE`.
        title: what the dialog calls it; English source string.
        help: one or two sentences; English source string.
        choices: the only values allowed, where not empty.
        least, most: bounds of a number, both allowed.
        unit: of a number, for people (`s`).
        form: of a text, as a regular expression that all of it must match; `example` shows people what that is.
        is_address: it is the address of a service, in which no name and password may stand: the file is no place for secrets.
        is_place: it is a folder, or the address of a team's database, in which a login may stand and no password.
        is_pattern: it is a regular expression with a group, or empty.
        is_expression: it is a regular expression, or empty.
    """

    key: str
    default: Value
    title: str
    help: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""
    form: str = ""
    example: str = ""
    is_address: bool = False
    is_place: bool = False
    is_pattern: bool = False
    is_expression: bool = False

    @property
    def allowed(self) -> str:
        """What may be given, in words, in the language of the run."""
        if isinstance(self.default, bool):
            return tr("true or false")
        if self.choices:
            return tr("one of {choices}", choices=", ".join(choice or '""' for choice in self.choices))
        if isinstance(self.default, str):
            return tr("text like {example}", example=self.example) if self.example else tr("text")
        kind = tr("a whole number") if isinstance(self.default, int) else tr("a number")
        if self.least is None or self.most is None:
            return kind
        return tr("{kind} from {least} to {most}", kind=kind, least=f"{self.least:g}", most=f"{self.most:g}")

    def checked(self, value: object) -> Value:
        """`value` in the setting's own type.

        Raises:
            UserError: it is of another type, no allowed choice, out of bounds, or an address with a secret in it.
        """
        if self.is_address and isinstance(value, str) and _holds_secret(value):
            raise UserError("setting_secret", tr(_NO_SECRETS, key=self.key))
        if self.is_place and isinstance(value, str) and _holds_password(value):
            raise UserError("team_password_in_url", tr(_NO_PASSWORD, key=self.key))
        taken = self._taken(value)
        if taken is None:
            raise UserError(
                "setting_value",
                tr(
                    "{key} cannot be {value}: allowed is {allowed}.",
                    key=self.key,
                    value=repr(value),
                    allowed=self.allowed,
                ),
            )
        return taken

    def parsed(self, text: str) -> Value:
        """The value that a person wrote as `text` on the command line.

        Raises:
            UserError: as for `checked`.
        """
        word = text.strip().lower()
        if isinstance(self.default, bool):
            return self.checked(True if word in _YES else False if word in _NO else text)
        if isinstance(self.default, str):
            return self.checked(text)
        try:
            return self.checked(int(word) if isinstance(self.default, int) else float(word))
        except ValueError:
            return self.checked(text)

    def _taken(self, value: object) -> Value | None:
        if isinstance(self.default, bool) or isinstance(value, bool):
            return value if isinstance(self.default, bool) and isinstance(value, bool) else None
        if isinstance(self.default, str):
            return self._text(value)
        return self._number(value)

    def _text(self, value: object) -> str | None:
        if not isinstance(value, str) or (self.choices and value not in self.choices):
            return None
        if self.form and not re.fullmatch(self.form, value):
            return None
        groups = _groups(value) if value and (self.is_pattern or self.is_expression) else 1
        if groups is None or (self.is_pattern and not groups):
            return None
        # Half a surrogate pair, as in a file name of a foreign encoding, could not be written to the file.
        return None if any("\ud800" <= character <= "\udfff" for character in value) else value

    def _number(self, value: object) -> int | float | None:
        if not isinstance(value, int | float) or not math.isfinite(value):
            return None
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            return None
        if isinstance(self.default, int):
            return int(value) if value == int(value) else None
        return float(value)


def _groups(pattern: str) -> int | None:
    """How many groups a regular expression has; None where it is none."""
    try:
        return re.compile(pattern).groups
    except re.error:
        return None


def is_address_of_team(place: str) -> bool:
    """Whether a place is a team's database and not a folder."""
    return _TEAM.match(place.strip()) is not None


def _holds_password(place: str) -> bool:
    found = _TEAM.match(place.strip())
    if found is None:
        return False
    login, at, _host = place.strip()[found.end() :].partition("@")
    return (bool(at) and ":" in login) or "password=" in place.lower()


def _holds_secret(address: str) -> bool:
    """Whether something stands before the host, also where the password itself holds what ends a host."""
    parts = _ADDRESS_PARTS.fullmatch(address)
    host, rest = parts.groups() if parts else ("", "")
    return "@" in host or ("@" in rest and not _PORT.fullmatch(host))
