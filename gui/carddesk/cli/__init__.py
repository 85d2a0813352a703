"""The command line: one sub-command a module, one sentence for whatever goes wrong, and an exit code that means it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from enum import IntEnum

from carddesk import language, logs
from carddesk.cli import commands, parsing
from carddesk.cli.streams import speak_utf8
from carddesk.errors import EnvironmentFault, ImageError, ServiceError, UserError
from carddesk.language import tr
from carddesk.settings import Settings

logger = logging.getLogger(__name__)


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    ENVIRONMENT = 3
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    speak_utf8()
    language.use("")
    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except SystemExit as done:
        # argparse has printed the help or the version.
        return done.code if isinstance(done.code, int) else Exit.DONE
    except BrokenPipeError:
        # Whoever read our output has gone, `head` for one. Python must not try to flush once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PIPE_CLOSED
    except KeyboardInterrupt:
        _tell(tr("Stopped."))
        return Exit.INTERRUPTED
    except UserError as error:
        _tell(error.message)
        return _code(error)
    except Exception:
        # A bug: this is one of the two places that report one.
        logger.exception("the command failed")
        _tell(tr("CardDesk has a fault and could not finish. What happened is written in {log}.", log=logs.log_file()))
        return Exit.BUG
    return code


def _code(error: UserError) -> Exit:
    if isinstance(error, EnvironmentFault):
        return Exit.ENVIRONMENT
    return Exit.SOME_FAILED if isinstance(error, ServiceError | ImageError) else Exit.USAGE


def _run(argv: list[str]) -> int:
    everywhere, rest = parsing.split(argv)
    logs.start(everywhere.verbose)
    language.use(everywhere.lang)
    command, own = commands.chosen(rest)
    args = parsing.parsed(command, own)
    settings = Settings.load(overrides=everywhere.overrides, lenient=command.lenient)
    if not everywhere.lang:
        language.use(settings.text("ui.language"))
    for warning in settings.warnings:
        _tell(warning)
    try:
        return command.run(args, settings)
    except EnvironmentFault as fault:
        raise _with_way_out(fault, settings) from fault


def _with_way_out(fault: EnvironmentFault, settings: Settings) -> EnvironmentFault:
    """The same; of a damaged workspace with the last good backup and how to restore it."""
    if fault.code != "workspace_broken":
        return fault
    offered = commands.later("carddesk.workflow.moving").offered_in_words(settings, settings.workspace)
    return EnvironmentFault(fault.code, f"{fault.message} {offered}".rstrip(), retryable=fault.retryable)


def _tell(sentence: str) -> None:
    # Nobody may be listening, as under pythonw or with a closed terminal.
    if sys.stderr is not None:
        print(f"carddesk: {sentence}", file=sys.stderr)
