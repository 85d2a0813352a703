"""Vendors' accounts for the command line: what is set of them, and values that come by a prompt or by standard input."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from carddesk.cli import reading_services
from carddesk.cli.hidden import hidden
from carddesk.cli.streams import emit, table
from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import current, tr
from carddesk.secrets.credentials import AccountState, Credentials, Source
from carddesk.secrets.environment import given, variable
from carddesk.services.contract import Vendor
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from carddesk.workflow.accounts import vendors_of


def wanted(name: str | None, settings: Settings) -> list[Vendor]:
    """The vendor of this name, or all of them.

    Raises:
        UserError: `no_vendor`, there is none of this name. It is not repeated: it may be a value in the wrong place.
    """
    vendors = vendors_of(reading_services.found(settings).values())
    if name is None:
        return list(vendors.values())
    if name not in vendors:
        known = ", ".join(vendors) or tr("none")
        raise UserError("no_vendor", tr("There is no such vendor; there is: {known}.", known=known))
    return [vendors[name]]


async def show(vendors: Sequence[Vendor], *, as_json: bool) -> None:
    """Print what is set, and where it is from; no values.

    Raises:
        EnvironmentFault: the keyring could not be looked into; what is known all the same has been printed.
    """
    credentials = Credentials()
    found = [(vendor, await _state(credentials, vendor)) for vendor in vendors]
    emit(_as_json(found) if as_json else _as_table(found))
    for _, state in found:
        if isinstance(state, EnvironmentFault):
            raise state


async def keep(vendor: Vendor, values: Mapping[str, Secret]) -> str:
    """Keep values; gives what to say."""
    credentials = Credentials()
    await credentials.set(vendor, values)
    said = [tr("Kept in the keyring: {fields}.", fields=", ".join(values))]
    if not (await credentials.state(vendor)).configured:
        ways = tr(" or ").join(", ".join(way) for way in vendor.sets)
        said.append(tr("That is not all yet; needed is: {ways}.", ways=ways))
    return " ".join([*said, *await _overruled(credentials, vendor)])


async def remove(vendor: Vendor) -> str:
    """Remove all of an account from the keyring; gives what to say."""
    credentials = Credentials()
    removed = await credentials.delete(vendor)
    if removed:
        said = tr("Deleted from the keyring: {fields}.", fields=", ".join(removed))
    else:
        said = tr("The keyring had nothing of {vendor}.", vendor=vendor.id)
    return " ".join([said, *await _overruled(credentials, vendor)])


def asked(vendor: Vendor) -> dict[str, Secret]:
    """The fields' values: typed without being shown, or from lines `field=value` where standard input is no terminal.

    Raises:
        UserError: `credential_line`, a line that is none of these; `no_credentials_given`, there was nothing.
        EnvironmentFault: `no_terminal`, what is typed cannot be hidden.
    """
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    values = _typed(vendor) if at_terminal else _from_lines(vendor, sys.stdin or ())
    if not values:
        raise UserError("no_credentials_given", tr("Nothing was given, and nothing was changed."))
    return values


def _typed(vendor: Vendor) -> dict[str, Secret]:
    print(tr("What you type is not shown. Enter alone leaves a field as it is."), file=sys.stderr)
    typed = {field.key: Secret(_hidden(f"{tr(field.title)} ({field.key}): ").strip()) for field in vendor.fields}
    return {key: secret for key, secret in typed.items() if secret}


def _hidden(prompt: str) -> str:
    typed = hidden(prompt, tr("Give lines FIELD=VALUE on standard input instead."))
    if typed is None:
        raise UserError("no_credentials_given", tr("Nothing was given, and nothing was changed."))
    return typed


def _from_lines(vendor: Vendor, lines: TextIO | Iterable[str]) -> dict[str, Secret]:
    values = {}
    known = ", ".join(field.key for field in vendor.fields)
    try:
        for number, line in enumerate(lines, 1):
            key, sign, text = line.strip("\ufeff \t\r\n").partition("=")
            if not key:
                continue
            # Neither side is repeated: the line may be a value that has a "=" in it.
            if not sign or key.strip() not in known.split(", "):
                said = tr(
                    "Line {number} is not FIELD=VALUE, with one of these fields: {known}.", number=number, known=known
                )
                raise UserError("credential_line", said)
            values[key.strip()] = Secret(text)
    except UnicodeDecodeError:
        raise UserError("credential_line", tr("Standard input is not UTF-8 text.")) from None
    return values


async def _state(credentials: Credentials, vendor: Vendor) -> AccountState | EnvironmentFault:
    try:
        return await credentials.state(vendor)
    except EnvironmentFault as fault:
        return fault


async def _overruled(credentials: Credentials, vendor: Vendor) -> list[str]:
    state = await _state(credentials, vendor)
    if isinstance(state, EnvironmentFault):
        return []
    given = [each.variable for each in state.fields if each.source == "environment"]
    if not given:
        return []
    return [tr("The environment gives {variables} and wins over the keyring.", variables=", ".join(given))]


def _as_json(found: Sequence[tuple[Vendor, AccountState | EnvironmentFault]]) -> str:
    return json.dumps([_told(vendor, state) for vendor, state in found], ensure_ascii=False, indent=2)


def _told(vendor: Vendor, state: AccountState | EnvironmentFault) -> dict[str, Any]:
    fault = state if isinstance(state, EnvironmentFault) else None
    sources = _sources(vendor, state)
    return {
        "vendor": vendor.id,
        "title": vendor.title,
        "title_zh": vendor.title_zh,
        "configured": None if isinstance(state, EnvironmentFault) else state.configured,
        "sets": vendor.sets,
        "fields": [
            {"key": field.key, "variable": variable(vendor, field.key), "source": sources.get(field.key)}
            for field in vendor.fields
        ],
        "error": fault and {"code": fault.code, "message": fault.message},
    }


def _as_table(found: Sequence[tuple[Vendor, AccountState | EnvironmentFault]]) -> str:
    heading = (tr("vendor"), tr("name"), tr("ready"), tr("field"), tr("from"), tr("variable"))
    return table([heading, *(row for vendor, state in found for row in _rows(vendor, state))])


def _rows(vendor: Vendor, state: AccountState | EnvironmentFault) -> Iterable[tuple[str, ...]]:
    name = vendor.title_zh if current() == "zh_CN" else vendor.title
    fault = isinstance(state, EnvironmentFault)
    ready = "?" if isinstance(state, EnvironmentFault) else tr("yes") if state.configured else tr("no")
    words = {"keyring": tr("keyring"), "environment": tr("environment"), None: "?" if fault else "-"}
    for index, (key, source) in enumerate(_sources(vendor, state).items()):
        head = ("", "", "") if index else (vendor.id, name, ready)
        yield (*head, key, words[source], variable(vendor, key))


def _sources(vendor: Vendor, state: AccountState | EnvironmentFault) -> dict[str, Source | None]:
    """Where each field is from; of those that only the keyring could tell of, None where it does not."""
    if not isinstance(state, EnvironmentFault):
        return {each.field.key: each.source for each in state.fields}
    from_environment = given(vendor, os.environ)
    return {field.key: "environment" if field.key in from_environment else None for field in vendor.fields}
