"""`carddesk services`: the reading services, what they read, their limits and options."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict
from typing import Any

from carddesk.cli import reading_services
from carddesk.cli.parsing import Parser
from carddesk.cli.streams import emit, table
from carddesk.language import current, tr
from carddesk.secrets.credentials import Credentials
from carddesk.services.choices import allowed
from carddesk.services.contract import Option, ServiceInfo
from carddesk.settings import Settings
from carddesk.workflow.accounts import Account, Accounts


def add_arguments(parser: Parser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every service."""
    credentials = Credentials()
    services = reading_services.found(settings, credentials)
    accounts = Accounts(services, credentials)
    asyncio.run(_look(accounts))
    infos = [service.info for service in services.values()]
    if args.json:
        told = [as_json(info, accounts.of(info)) for info in infos]
        emit(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        emit(_listed(infos, accounts))
    return 0


async def _look(accounts: Accounts) -> None:
    for account in accounts.ids:
        await accounts.look(account)


def as_json(info: ServiceInfo, account: Account | None) -> dict[str, Any]:
    """What scripts are told of a service: everything it declares, and whether it could be asked now.

    `configured` is null where the keyring did not say; `credentials_error` tells why. Only names are told, no values.
    """
    told = asdict(info)
    del told["order"]
    for option in told["options"]:
        option["meanings"] = dict(zip(option["choices"], option["meanings"], strict=False))
    fault = account.fault if account is not None else None
    return {
        **told,
        "regions": account.vendor.regions if account is not None else (),
        "credential_sets": account.vendor.sets if account is not None else (),
        "configured": account.configured if account is not None else True,
        "credentials_error": {"code": fault.code, "message": fault.message} if fault is not None else None,
    }


def _listed(infos: list[ServiceInfo], accounts: Accounts) -> str:
    heading = (tr("service"), tr("name"), tr("works offline"), tr("ready"), tr("takes"), tr("documents"))
    known = [accounts.of(info) for info in infos]
    rows = [_row(info, account) for info, account in zip(infos, known, strict=True)]
    faults = [account.fault.message for account in known if account is not None and account.fault is not None]
    unknown = [tr("?: whether there are credentials is not known. {why}", why=why) for why in faults[:1]]
    warned = [f"{info.id}: {tr(info.warning)}" for info in infos if info.warning]
    options = [f"{info.id}: --option {_option(option)}" for info in infos for option in info.options]
    return "\n".join([table([heading, *rows]), *unknown, *options, *warned])


def _option(option: Option) -> str:
    return f"{option.key}=… {tr(option.title)}: {allowed(option)}"


def _row(info: ServiceInfo, account: Account | None) -> tuple[str, ...]:
    known = {True: tr("yes"), False: tr("no credentials"), None: "?"}
    return (
        info.id,
        info.title_zh if current() == "zh_CN" else tr(info.title),
        tr("yes") if info.offline else tr("no"),
        known[account.configured if account is not None else True],
        ", ".join(info.accepts),
        ", ".join(info.documents),
    )
