"""A team, for the command line: making one, its members, the password of a login, the key of its images."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from contextlib import closing

from carddesk import __version__
from carddesk.cli.asking import terminal
from carddesk.cli.hidden import hidden
from carddesk.cli.parsing import UsageError
from carddesk.cli.streams import emit, table
from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from carddesk.store.team.address import parsed
from carddesk.store.team.claims import Claim
from carddesk.store.team.members import Member
from carddesk.store.team.opening import open_team
from carddesk.store.team.password import keep_password
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.workflow.asking import weakness
from carddesk.workflow.team.signing_in import signed_in
from carddesk.workflow.team_opening import TeamUnlocking

_MADE_BYTES = 15
"""Of a password that is made: 120 bits, as 20 characters."""


def init(args: argparse.Namespace, settings: Settings) -> int:
    """Make the tables, or bring them up to this version; 0.

    Raises:
        EnvironmentFault: see `store.team.opening.open_team`.
    """
    url = args.url or _url(settings)
    with closing(signed_in(url, settings, terminal(), granting=True)) as workspace:
        said = tr("The team in {place} is ready for CardDesk {version}.", place=workspace.place, version=__version__)
        _say(said)
        if not workspace.members.all():
            _say(tr("Add its first supervisor: {command}", command="carddesk team add NAME --role supervisor"))
    return 0


def add(args: argparse.Namespace, settings: Settings) -> int:
    """Add a member; 0. A password that was made is printed, once.

    Raises:
        EnvironmentFault: `team_refused`, this login may not; `team_login`.
    """
    with closing(_opened(settings)) as workspace:
        password, made = (None, False) if args.no_password else _new_password(args.name)
        operator = (args.operator or args.name).strip()
        workspace.members.add(args.name, args.role, operator=operator, password=password)
        _say(
            tr(
                "{name} is {role} of the team and writes as {operator}.",
                name=args.name,
                role=args.role,
                operator=operator,
            )
        )
    if made and password is not None:
        _say(tr("The password, shown only now:"))
        emit(password.reveal())
    return 0


def remove(args: argparse.Namespace, settings: Settings) -> int:
    """Keep a member out; 0.

    Raises:
        UserError: `team_no_such_member`.
    """
    with closing(_opened(settings)) as workspace:
        if not workspace.members.remove(args.name):
            raise UserError("team_no_such_member", tr("There is no member {name}.", name=args.name))
    _say(tr("{name} is kept out from now on. What they wrote stays.", name=args.name))
    return 0


def members(args: argparse.Namespace, settings: Settings) -> int:
    """List the members, and how many cases are on their desks; 0."""
    with closing(_opened(settings)) as workspace:
        found, held = workspace.members.all(), list(workspace.claims.held().values())
    rows = [_told(member, held) for member in found]
    if args.json:
        emit(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    heading = (tr("login"), tr("writes as"), tr("role"), tr("at desks"), tr("removed"))
    cells = [[str(row[key] or "") for key in ("login", "operator", "role", "cases", "removed_at")] for row in rows]
    emit(table([heading, *cells]) if rows else tr("There is nobody in the team yet."))
    return 0


def password(_args: argparse.Namespace, settings: Settings) -> int:
    """Put the password of the login into the keyring, once the server has taken it; 0.

    Raises:
        EnvironmentFault: the server or the keyring does not take it.
    """
    address = parsed(_url(settings))
    given = _typed(tr("Password of {name}:", name=address.login))
    with closing(open_team(_url(settings), password=given, ca_file=_ca_file(settings))):
        trouble = keep_password(address, given)
    if trouble is not None:
        raise EnvironmentFault(trouble.kind, f"{trouble.what} {trouble.advice}")
    _say(tr("Kept in the keyring for {place}.", place=address))
    return 0


def key(_args: argparse.Namespace, settings: Settings) -> int:
    """Give the team a key for its images; 0."""
    with closing(_opened(settings)) as workspace:
        said = _typed(tr("A passphrase for the team's images (Enter alone for none):"), may_be_empty=True).reveal()
        if said and (weak := weakness(said)):
            raise UserError("weak_passphrase", weak)
        TeamUnlocking(workspace, terminal()).make(said or None)
    _say(tr("Images leave desks encrypted from now on. Other desks ask for the passphrase or the recovery code once."))
    return 0


def _opened(settings: Settings) -> TeamWorkspace:
    return signed_in(_url(settings), settings, terminal())


def _ca_file(settings: Settings) -> str:
    return settings.text("network.ca_file").strip()


def _url(settings: Settings) -> str:
    if not settings.team:
        how = "--workspace postgresql://LOGIN@HOST/DATABASE"
        raise UsageError(tr("The workspace is no team's: name it with {how}, or in the settings.", how=how))
    return settings.team


def _new_password(name: str) -> tuple[Secret, bool]:
    """The password for a member, and whether it was made here."""
    given = _typed(tr("Password for {name} (Enter alone makes one):", name=name), may_be_empty=True)
    if given:
        return given, False
    return Secret(secrets.token_urlsafe(_MADE_BYTES)), True


def _typed(prompt: str, *, may_be_empty: bool = False) -> Secret:
    if sys.stdin is not None and sys.stdin.isatty():
        text = hidden(f"{prompt} ")
    else:
        text = (sys.stdin.readline() if sys.stdin is not None else "").rstrip("\r\n")
    if not text and not may_be_empty:
        raise UserError("no_password", tr("Nothing was given, and nothing was changed."))
    return Secret(text or "")


def _told(member: Member, held: list[Claim]) -> dict[str, object]:
    cases = sum(claim.purpose == "desk" and claim.operator == member.operator for claim in held)
    removed = member.removed_at
    return {
        "login": member.login,
        "operator": member.operator,
        "role": member.role,
        "added_at": member.added_at.isoformat(timespec="seconds"),
        "added_by": member.added_by,
        "removed_at": removed.isoformat(timespec="seconds") if removed is not None else None,
        "cases": cases,
    }


def _say(said: str) -> None:
    print(said, file=sys.stderr)
