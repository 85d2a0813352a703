"""Typing at a terminal what nobody is to see."""

from __future__ import annotations

import getpass
import warnings

from carddesk.errors import EnvironmentFault
from carddesk.language import tr


def hidden(prompt: str, instead: str = "") -> str | None:
    """What was typed; None where the input ended. `instead` says what else can be done where it cannot be hidden.

    Raises:
        EnvironmentFault: `no_terminal`, the terminal cannot hide it.
    """
    try:
        with warnings.catch_warnings():
            # getpass would go on, and show what is typed.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except getpass.GetPassWarning:
        said = tr("This terminal cannot hide what is typed.")
        raise EnvironmentFault("no_terminal", f"{said} {instead}".rstrip()) from None
    except EOFError:
        return None
