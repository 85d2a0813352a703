"""`carddesk services`: the reading services, what they read, their limits and options."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from carddesk.cli.parsing import Parser
from carddesk.cli.streams import emit, table
from carddesk.language import current, tr
from carddesk.services.contract import ServiceInfo
from carddesk.settings import Settings
from carddesk.workflow.catalogue import load_services


def add_arguments(parser: Parser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every service."""
    infos = [service.info for service in load_services(settings).values()]
    if args.json:
        emit(json.dumps([as_json(info) for info in infos], ensure_ascii=False, indent=2))
    else:
        emit(_listed(infos))
    return 0


def as_json(info: ServiceInfo) -> dict[str, Any]:
    """What scripts are told of a service."""
    told = asdict(info)
    del told["order"]
    # Credentials come with the cloud services; a service that needs none is always ready.
    return {**told, "configured": not info.credentials}


def _listed(infos: list[ServiceInfo]) -> str:
    heading = (tr("service"), tr("name"), tr("works offline"), tr("documents"), tr("options"))
    return table([heading, *(_row(info) for info in infos)])


def _row(info: ServiceInfo) -> tuple[str, ...]:
    return (
        info.id,
        info.title_zh if current() == "zh_CN" else info.title,
        tr("yes") if info.offline else tr("no"),
        ", ".join(info.documents),
        ", ".join(option.key for option in info.options) or "-",
    )
