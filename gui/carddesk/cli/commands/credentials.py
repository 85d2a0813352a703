"""`carddesk credentials set|list|delete VENDOR`: what vendors know the user by, kept in the keyring."""

from __future__ import annotations

import argparse
import asyncio

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser, UsageError
from carddesk.cli.streams import emit
from carddesk.language import tr
from carddesk.settings import Settings


def add_arguments(parser: Parser) -> None:
    """What to do, with whose account. Values are never arguments: other users of the machine see those."""
    parser.discreet = True
    parser.add_argument("action", choices=("set", "list", "delete"), help=tr("what to do"))
    parser.add_argument("vendor", metavar="VENDOR", nargs="?", help=tr("whose account, as `list` shows it"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array (list)"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it.

    Raises:
        UserError: no such vendor or field, or a value that cannot be right.
        UsageError: the vendor is missing.
        EnvironmentFault: the keyring is missing, locked, refuses, or does not answer.
    """
    if args.vendor is None and args.action != "list":
        how = f"carddesk credentials {args.action} VENDOR"
        raise UsageError(tr("It goes like this: {how}", how=how))
    accounts = later("carddesk.cli.accounts")
    vendors = accounts.wanted(args.vendor, settings)
    if args.action == "list":
        asyncio.run(accounts.show(vendors, as_json=args.json))
    elif args.action == "set":
        emit(asyncio.run(accounts.keep(vendors[0], accounts.asked(vendors[0]))))
    else:
        emit(asyncio.run(accounts.remove(vendors[0])))
    return 0
