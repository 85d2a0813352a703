"""One look after the other at everything the program needs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from carddesk.doctor import cameras, machine, program, scanners, screen, vault
from carddesk.doctor.finding import Finding, fail
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.asking import Person

Look = Callable[[Settings], Finding | Iterator[Finding]]

_LOOKS: tuple[Look, ...] = (
    machine.python,
    machine.libraries,
    screen.display,
    screen.qt,
    screen.chinese_font,
    vault.keyring,
    program.settings_file,
    program.log,
    program.workspace,
    machine.disk,
    cameras.cameras,
    scanners.scanners,
    program.services,
)

logger = logging.getLogger(__name__)


def examine(settings: Settings, ask: Person | None = None) -> Iterator[Finding]:
    """One finding after the other, as it is made; the last ones start the reading engine and take seconds. `ask` is asked for
    what it takes to open a team's workspace.
    """
    asking: Mapping[Look, Look] = {program.workspace: partial(program.workspace, ask=ask)}
    for look in _LOOKS:
        try:
            found = asking.get(look, look)(settings)
            yield from (found,) if isinstance(found, Finding) else found
        except (OSError, RuntimeError, ImportError) as error:
            # The doctor is called when something is broken: that may break a look, too, but not the other ones.
            logger.warning("the look %s broke off", look.__name__, exc_info=True)
            yield fail(look.__name__, f"{type(error).__name__}: {error}", tr("Report this; it is in the log."))
