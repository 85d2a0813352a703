"""Opening a team's workspace by a password that somebody types, where this machine has none that the server takes."""

from __future__ import annotations

from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store.team.address import Address, parsed
from carddesk.store.team.faults import PasswordNotTaken
from carddesk.store.team.opening import open_team
from carddesk.store.team.password import can_keep, keep_password
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.workflow.asking import PasswordAnswer, PasswordQuestion, Person, Stage
from carddesk.workflow.unlocking import Left


def signed_in(
    url: str, settings: Settings, ask: Person | None = None, *, importing: bool = False, granting: bool = False
) -> TeamWorkspace:
    """Open it with the password that this machine has; where the server takes none, with one that is asked for until it does.

    A keyring that does not take what it is to keep is no reason not to work: the password is asked for again the next time.

    Args:
        url: of the team's database, without a password.
        settings: of the run.
        ask: who can be asked; None where nobody can.
        importing: as `store.team.opening.open_team`.
        granting: the same.

    Raises:
        Left: the person went away.
        EnvironmentFault: as `open_team`; also about the password, if there is nobody to ask.
    """
    ca_file = settings.text("network.ca_file").strip()
    try:
        return open_team(url, ca_file=ca_file, importing=importing, granting=granting)
    except PasswordNotTaken:
        if ask is None:
            raise
    address = parsed(url)
    ask.stage(Stage.KEYRING)
    may_keep, wrong = can_keep(address), ""
    while True:
        answer = _asked(ask, address, may_keep, wrong)
        ask.stage(Stage.OPENING)
        try:
            workspace = open_team(
                url, password=answer.password, ca_file=ca_file, importing=importing, granting=granting
            )
        except PasswordNotTaken:
            wrong = tr("The server does not take this password. Upper and lower case matter.")
            continue
        if answer.keep and may_keep:
            keep_password(address, answer.password)
        return workspace


def _asked(ask: Person, address: Address, may_keep: bool, wrong: str) -> PasswordAnswer:
    question = PasswordQuestion(address.database, address.host, address.login, may_keep, wrong)
    answer = ask.password(question)
    if answer is None:
        raise Left
    return answer
