"""Opening a team's workspace for a desk: with an outbox on this machine, so that a network that goes away takes nothing."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store.team import outbox
from carddesk.store.team.address import parsed
from carddesk.store.team.steady import SteadyWorkspace
from carddesk.workflow.asking import Person
from carddesk.workflow.team_opening import open_shared
from carddesk.workflow.unlocking import Unlocking


def open_desk_of(url: str, settings: Settings, ask: Person | None = None) -> SteadyWorkspace:
    """Open it for a desk. What waited in the outbox, also in that of a desk that died, waits on in this one.

    Raises:
        unlocking.Left: the person went away.
        EnvironmentFault: as `team_opening.open_shared`, with the word that edits wait here, if any do; or the key of the outbox
            is not to be had.
    """
    folder = outbox.folder_of(str(parsed(url)), Path(platformdirs.user_data_dir("carddesk", appauthor=False)))
    try:
        team = open_shared(url, settings, ask=ask)
    except EnvironmentFault as fault:
        if not outbox.is_there(folder):
            raise
        said = tr(
            "What was said at this desk and was not sent yet is kept on this machine, and sent when the desk opens."
        )
        raise EnvironmentFault(fault.code, f"{fault.message} {said}", retryable=fault.retryable) from fault
    try:
        return SteadyWorkspace.over(team, outbox.open_outbox(folder, Unlocking(folder, ask).key()))
    except BaseException:
        team.close()
        raise
