"""The sub-commands: what each is called and what it is for. Its module is loaded only when it is chosen.

A module `carddesk.cli.commands.<name>` has `add_arguments(parser)` and `run(args, settings) -> exit code`. A command that is a
package stands for several: each of its modules is one, named after it, and has a `SUMMARY` besides (and `LENIENT`, where it is).
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
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
        listed = self.members if self.name else COMMANDS
        lines = (f"  {name:<12}{tr(command.summary)}" for name, command in listed.items())
        heading = tr("commands ({prog} COMMAND --help tells more):", prog=self.prog)
        return "\n".join((heading, *lines)) if listed else None

    @property
    def members(self) -> dict[str, Command]:
        """The commands that this one stands for, by the word that follows it; empty for most."""
        module = self._module()
        if not hasattr(module, "__path__"):
            return {}
        words = sorted(each.name for each in pkgutil.iter_modules(module.__path__))
        return {word.replace("_", "-"): self._member(word) for word in words}

    def add_arguments(self, parser: Parser) -> None:
        """Declare what the command takes."""
        if members := self.members:
            parser.add_argument("command", metavar="COMMAND", choices=members, help=tr("what to do"))
            return
        add: Callable[[Parser], None] = self._module().add_arguments
        add(parser)

    def run(self, args: argparse.Namespace, settings: Settings) -> int:
        """Do it; gives the exit code."""
        run: Callable[[argparse.Namespace, Settings], int] = self._module().run
        return run(args, settings)

    def _member(self, word: str) -> Command:
        module = importlib.import_module(f"{__name__}.{self.name}.{word}")
        return Command(f"{self.name} {word.replace('_', '-')}", module.SUMMARY, getattr(module, "LENIENT", False))

    def _module(self) -> Any:
        path = (self.name or "desk").replace(" ", ".").replace("-", "_")
        return importlib.import_module(f"{__name__}.{path}")


COMMANDS: Final = {
    command.name: command
    for command in (
        Command("recognize", mark("read card images and give what was read as JSON or as a spreadsheet")),
        Command("scan", mark("scan cards into files, or have them read at once; list scanners")),
        Command("check", mark("hold typed-in values to the checks of a card and give flags and repairs as JSON")),
        Command("export", mark("write the cards of the workspace to a spreadsheet")),
        Command("audit", mark("prove the journal whole, read it, hand it out")),
        Command("workspace", mark("back the workspace up, restore, prove, or move it")),
        Command("team", mark("share the workspace: make a team on a server, add members")),
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
    if not argv or argv[0] not in COMMANDS:
        return DESK, argv
    command, rest = COMMANDS[argv[0]], argv[1:]
    if rest and (member := command.members.get(rest[0])) is not None:
        return member, rest[1:]
    return command, rest
