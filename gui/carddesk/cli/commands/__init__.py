"""The sub-commands: what each is called and what it is for. Its module is loaded only when it is chosen.

A module `carddesk.cli.commands.<name>` has `add_arguments(parser)` and `run(args, settings) -> exit code`.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings


def later(module: str) -> Any:
    """A module that takes long to load, and is loaded only when its work is to be done: never for `--help`."""
    return importlib.import_module(module)


@dataclass(frozen=True, slots=True)
class Command:
    """One sub-command.

    Attributes:
        name: as typed; empty for the desk, which is opened when no command is named.
        summary: one line for the help; English source string.
        lenient: whether it starts although the settings file has values that cannot be used.
    """

    name: str
    summary: str
    lenient: bool = False

    @property
    def prog(self) -> str:
        """What the usage line begins with."""
        return f"carddesk {self.name}".rstrip()

    @property
    def epilog(self) -> str | None:
        """The list of all commands, under the help of the program itself."""
        if self.name:
            return None
        lines = (f"  {command.name:<12}{tr(command.summary)}" for command in COMMANDS.values())
        return "\n".join((tr("commands (carddesk COMMAND --help tells more):"), *lines))

    def add_arguments(self, parser: Parser) -> None:
        """Declare what the command takes."""
        add: Callable[[Parser], None] = self._module().add_arguments
        add(parser)

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do it; gives the exit code."""
        run: Callable[[argparse.Namespace, Settings], int] = self._module().run
        return run(args, settings)

    def _module(self) -> Any:
        return importlib.import_module(f"{__name__}.{self.name or 'desk'}")


COMMANDS: Final = {
    command.name: command
    for command in (
        Command("recognize", mark("read card images and give what was read as JSON or as a spreadsheet")),
        Command("check", mark("hold typed-in values to the checks of a card and give flags and repairs as JSON")),
        Command("export", mark("write the cards of the workspace to a spreadsheet")),
        Command("services", mark("list the reading services: documents, limits, options"), lenient=True),
        Command("credentials", mark("set, list or delete what vendors know you by"), lenient=True),
        Command("settings", mark("list, show or change settings"), lenient=True),
        Command("doctor", mark("find out what works on this machine"), lenient=True),
    )
}
DESK: Final = Command("", mark("Open the desk, with FILES loaded."), lenient=True)


def chosen(argv: list[str]) -> tuple[Command, list[str]]:
    """The command meant by the first argument, and the arguments left for it.

    A file that has the name of a command can be given as `./services` or behind `--`.
    """
    if argv and argv[0] in COMMANDS:
        return COMMANDS[argv[0]], argv[1:]
    return DESK, argv
