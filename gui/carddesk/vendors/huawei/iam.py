"""Asking IAM, Huawei Cloud's identity service, for a token and for the number of a project. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Refused
from carddesk.vendors.huawei import faults
from carddesk.vendors.said import datum, members, parsed, text_of
from carddesk.vendors.wire import WireAnswer, WireRequest

LIFETIME = timedelta(hours=24)
"""How long a token lives, by the vendor's page."""
EARLY = timedelta(minutes=30)
"""How long before its end a token is replaced: longer than any call takes, and than clocks are apart."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of one project.

    Attributes:
        text: several kilobytes.
        fresh_until: from then on another one is asked for.
        project_id: of the project it is for, where IAM said so; else empty.
    """

    text: Secret
    fresh_until: datetime
    project_id: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user: its name and password, and the name of the account it belongs to."""

    name: Secret
    password: Secret
    domain: Secret


def token_request(iam_url: str, user: User, region: str, project_id: str = "") -> WireRequest:
    """Ask for a token; its scope is the project, by its number where that is known, else by the region's name."""
    scope = {"id": project_id} if project_id else {"name": region}
    person = {
        "name": user.name.reveal(),
        "password": user.password.reveal(),
        "domain": {"name": user.domain.reveal()},
    }
    identity = {"methods": ["password"], "password": {"user": person}}
    body = json.dumps({"auth": {"identity": identity, "scope": {"project": scope}}})
    headers = {"Content-Type": "application/json"}
    return WireRequest("POST", f"{iam_url}/v3/auth/tokens", headers, body=body.encode(), idempotent=True)


def read_token(answer: WireAnswer, now: datetime) -> Token | Refused:
    """The token from the header `X-Subject-Token`, or why there is none."""
    text = answer.headers.get("x-subject-token", "").strip()
    if answer.status not in {200, 201}:
        return faults.login_refused(answer)
    if not text or not text.isascii() or not text.isprintable():
        return faults.NOT_UNDERSTOOD.refused(f"HTTP {answer.status}", "X-Subject-Token", answer.headers)
    told = members(members(parsed(text_of(answer.body))).get("token"))
    latest = now + LIFETIME
    ends = max(now, min(latest, _moment(told.get("expires_at")) or latest))
    return Token(Secret(text), ends - EARLY, _number(members(told.get("project")).get("id")))


def project_request(iam_url: str, region: str) -> WireRequest:
    """Ask for the project that every account has in a region, called by the region's name."""
    headers = {"Content-Type": "application/json"}
    return WireRequest("GET", f"{iam_url}/v3/projects", headers, {"name": region}, idempotent=True)


def read_project(answer: WireAnswer, region: str) -> str | Refused:
    """The project's number, or why it is not known."""
    if answer.status != 200:
        return faults.login_refused(answer)
    listed = members(parsed(text_of(answer.body))).get("projects")
    projects = [members(each) for each in listed] if isinstance(listed, list) else []
    named = [each for each in projects if each.get("name") == region]
    for each in named or projects:
        if number := _number(each.get("id")):
            return number
    return faults.NO_PROJECT.refused("", region, answer.headers)


def _number(value: object) -> str:
    """A project's number, if it is one that can stand in a path."""
    text = datum(value)
    return text if text.isascii() and text.replace("-", "").replace("_", "").isalnum() else ""


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(datum(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
