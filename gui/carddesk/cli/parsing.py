"""Arguments: those that every command takes, wherever they stand, and those of the command itself."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from carddesk import __version__
from carddesk.errors import UserError
from carddesk.language import LANGUAGES, mark, tr

if TYPE_CHECKING:
    from carddesk.cli.commands import Command

# WORKAROUND argparse takes its words from gettext, which reads no catalogue of ours: it is given our own look-up.
argparse._ = tr  # type: ignore[attr-defined]
_ARGPARSE_WORDS = (
    mark("usage: "),
    mark("options"),
    mark("positional arguments"),
    mark("show this help message and exit"),
    mark("show program's version number and exit"),
    mark("the following arguments are required: %s"),
    mark("unrecognized arguments: %s"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("invalid %(type)s value: %(value)r"),
    mark("ignored explicit argument %r"),
    mark("not allowed with argument %s"),
    mark("one of the arguments %s is required"),
)


class UsageError(UserError):
    """The command line was not understood; `usage` shows how it goes."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__("usage", f"{message}\n{usage}".rstrip())


class Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of leaving the program, and takes no abbreviations.

    Attributes:
        discreet: what was not understood is not repeated, since it may be a secret that was meant to be given.
    """

    discreet = False

    def __init__(self, prog: str, summary: str = "", *, own_help: bool = True, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=summary or None,
            epilog=epilog,
            add_help=own_help,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what was not understood.

        Raises:
            UsageError: always.
        """
        if self.discreet:
            message = tr("The arguments were not understood; they are not repeated, since one may be a secret.")
        raise UsageError(message, self.format_usage())


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What every command takes."""

    overrides: tuple[str, ...]
    lang: str
    verbose: int


def split(argv: list[str]) -> tuple[Everywhere, list[str]]:
    """The arguments that every command takes, wherever they stand before a `--`, and the rest in order.

    Raises:
        UsageError: one of them lacks its value or has a wrong one.
    """
    parser = Parser("carddesk", own_help=False)
    _add_everywhere(parser)
    known, rest = parser.parse_known_args(argv)
    overrides = tuple(known.set)
    if known.workspace is not None:
        overrides += (f"workspace.path={known.workspace}",)
    return Everywhere(overrides, known.lang, known.verbose), rest


def parsed(command: Command, argv: list[str]) -> argparse.Namespace:
    """The arguments of one command.

    Raises:
        UsageError: they were not understood.
        SystemExit: help or the version was asked for, and has been printed.
    """
    parser = Parser(command.prog, tr(command.summary), epilog=command.epilog)
    if not command.name:
        parser.add_argument("--version", action="version", version=f"CardDesk {__version__}")
    command.add_arguments(parser)
    _add_everywhere(parser)
    # Files may stand on both sides of an option. WORKAROUND argparse cuts the English "usage: " off by its length, unless
    # there is a usage of one's own.
    parser.usage = parser.format_usage().removeprefix(tr("usage: ")).rstrip().replace("%", "%%")
    return parser.parse_intermixed_args(argv)


def _add_everywhere(parser: Parser) -> None:
    group = parser.add_argument_group(tr("with every command"))
    group.add_argument(
        "--workspace",
        metavar="PATH|URL",
        help=tr("the folder that holds the journal and the images, or a team's database"),
    )
    group.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help=tr("let a setting hold for this run only")
    )
    group.add_argument("--lang", choices=LANGUAGES, default="", help=tr("the language of this run"))
    group.add_argument(
        "-v", "--verbose", action="count", default=0, help=tr("say more on standard error; twice for everything")
    )
