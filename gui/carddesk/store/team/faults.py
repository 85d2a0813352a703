"""What a team's server and the network can do to a desk, said in words that never hold a password or what is on a card."""

from __future__ import annotations

import re
from typing import Any, Final

import psycopg

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import mark, tr

_MESSAGES: Final = {
    "team_unreachable": mark(
        "The team's database {place} cannot be reached. What was saved is safe; the desk goes on as soon as it is back."
    ),
    "team_refused": mark(
        "The team's database {place} lets this login not in, or not do this. Check the name and the password, "
        "or ask a supervisor of the team."
    ),
    "team_password": mark(
        "The team's database {place} does not take the password of this login. Give the right one: "
        "`carddesk team password`, or {variable} for one run."
    ),
    "team_no_member": mark(
        "This login is no member of the team of {place}. A supervisor adds it with `carddesk team add`."
    ),
    "team_tls": mark(
        "The way to the team's database {place} is not private: the server does not prove who it is. If it has a "
        "certificate of your own authority, name that in the setting network.ca_file."
    ),
    "team_tls_mode": mark(
        "The address {place} asks for a connection that others could listen to. "
        "Leave sslmode out: only verify-full is good enough for another machine."
    ),
    "team_busy": mark("The team's database {place} is busy with this card right now. Try again in a moment."),
    "team_old_server": mark("The team's database {place} runs on a PostgreSQL that is too old: 15 is the least."),
    "team_encoding": mark(
        "The database {place} cannot hold every character: it must be made with ENCODING 'UTF8'. Make another one."
    ),
    "team_outdated": mark(
        "The team's database {place} is older than this CardDesk. A supervisor who may change its tables must "
        "update it once with `carddesk team init`; until then use the version that the team uses."
    ),
    "team_empty": mark(
        "There is no team in the database {place} yet. Whoever looks after it makes one with `carddesk team init`."
    ),
    "team_password_in_url": mark(
        "There is a password in the address of the workspace, where others can see it. Leave it out: "
        "`carddesk team password` puts it into the keyring, {variable} gives it to one run."
    ),
    "team_address": mark(
        "The address of the workspace is not of the form postgresql://LOGIN@HOST:PORT/DATABASE. It may also hold "
        "sslrootcert, sslcert, sslkey, hostaddr and passfile."
    ),
    "team_login": mark(
        "The server of the team's database {place} has a login of this name that is not the team's, or another member "
        "writes in this name. Choose another name."
    ),
    "team_full": mark("The disk of the team's database {place} is full. Whoever looks after it must make room."),
    "team_unsure": mark(
        "The connection to the team's database {place} broke while saving, and it is not known whether that was saved. "
        "The desk looks as soon as the database is back."
    ),
    "workspace_newer": mark(
        "This desk is older than the team's database {place}: update CardDesk to at least {version}."
    ),
    "workspace_foreign": mark("The database {place} is of another program. Choose another one."),
    "images_locked": mark(
        "The images of this team are encrypted, and this desk does not have the team's key. Unlock it with "
        "`carddesk workspace unlock`; work on the data goes on."
    ),
}

_RETRYABLE: Final = {"team_unreachable", "team_busy", "team_full"}
PASSWORD: Final = "CARDDESK_WORKSPACE_PASSWORD"  # noqa: S105 - the name of the variable
"""The variable that gives a run the password of its login."""

BEHIND: Final = "CD003"
"""SQLSTATE of the program's own: somebody else has written to the case meanwhile."""

_CODES: Final = {
    "28P01": "team_password",
    "28000": "team_refused",
    "42501": "team_refused",
    "3D000": "team_refused",
    "CD002": "team_refused",
    "CD004": "team_login",
    BEHIND: "team_busy",
    "57014": "team_busy",
    "55P03": "team_busy",
    "40001": "team_busy",
    "40P01": "team_busy",
    "53100": "team_full",
}
_CLASSES: Final = {"08": "team_unreachable", "57": "team_unreachable", "53": "team_busy"}

_WORDS: Final = (
    # What libpq says of connections that did not come to be has no code.
    (r"password authentication failed|no password supplied", "team_password"),
    (r"certificate|ssl|tls", "team_tls"),
    (
        r"pg_hba|role .* does not exist|database .* does not exist|not permitted to log in|permission denied",
        "team_refused",
    ),
    (r"too many (clients|connections)|connection slots", "team_busy"),
)


class ClaimLost(UserError):
    """The desk wanted to write to a case that it does not hold, or no longer. Nothing was written.

    Attributes:
        code: `claim_lost`.
    """

    def __init__(self) -> None:
        said = tr(mark("This card is not on this desk any more: another desk may have it. Nothing was changed."))
        super().__init__("claim_lost", said)


class PasswordNotTaken(EnvironmentFault):
    """The server wants the password of the login, and has none yet, or a wrong one: another one may do.

    Attributes:
        code: `team_refused`.
    """


class Unsure(EnvironmentFault):
    """The connection broke while a transaction was being committed: it was written, or not.

    Attributes:
        hashes: of the events it would have written; see `TeamWorkspace.has`.
    """

    def __init__(self, place: object, hashes: tuple[str, ...]) -> None:
        super().__init__("team_unsure", tr(_MESSAGES["team_unsure"], place=place))
        self.hashes = hashes


def team_fault(code: str, place: object = "", *, version: str = "") -> EnvironmentFault:
    """The fault with this code, in words."""
    said = tr(_MESSAGES[code], place=place, version=version, variable=PASSWORD)
    shown = {"team_tls_mode": "team_tls", "team_password": "team_refused", "team_no_member": "team_refused"}
    kind = PasswordNotTaken if code == "team_password" else EnvironmentFault
    return kind(shown.get(code, code), said, retryable=code in _RETRYABLE)


def sqlstate(error: BaseException | None) -> str:
    """PostgreSQL's code of what it raised; empty where there is none."""
    return str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")


def of_driver(error: Any, place: object) -> UserError | None:
    """What the driver's error means; None for a bug of the program."""
    state = sqlstate(error)
    if state == "CD001":
        return ClaimLost()
    code = _CODES.get(state) or _CLASSES.get(state[:2])
    if code is None and not state and isinstance(error, psycopg.OperationalError):
        said = str(error).lower()
        code = next((code for words, code in _WORDS if re.search(words, said)), "team_unreachable")
    return team_fault(code, place) if code is not None else None
