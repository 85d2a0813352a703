"""Answers that repeat what they were asked with: secrets are blotted out before anybody reads, shows or keeps the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from carddesk.services.contract import Vendor
from carddesk.services.secret import Secret, blotted
from carddesk.vendors.said import text_of
from carddesk.vendors.wire import WireAnswer, WireRequest

_PARTS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[-+.\w]++', re.DOTALL)
"""Of JSON: texts, with their quotes, and everything else that can hold more than a sign, such as numbers. Nothing is looked at
twice, whatever the text is: the last quote may be missing."""
_SHORTEST_PASS: Final = 20
"""Characters of what an account makes out of its secrets (tokens, signatures); what is shorter is a date or a name."""
_FORM_VALUE: Final = re.compile(rb"\r\n\r\n([^\r\n]{20,})\r\n")
"""A part of a multipart form that is one line."""


def without_secrets(answer: WireAnswer, secrets: Sequence[Secret]) -> WireAnswer:
    """The answer with dots for each secret in it; the very same where there is none. What was JSON stays JSON."""
    headers = {name: blotted(value, secrets) for name, value in answer.headers.items()}
    text = text_of(answer.body)
    clean = _clean(text, secrets)
    if clean == text and headers == answer.headers:
        return answer
    return replace(answer, headers=headers, body=answer.body if clean == text else clean.encode(errors="replace"))


def told_with(
    vendor: Vendor, secrets: Mapping[str, Secret], request: WireRequest, authorised: WireRequest
) -> tuple[Secret, ...]:
    """What must not come back: the account's secrets, and the passes that it put into the request.

    Not the names of users and accounts, which are no secrets and could stand on a card.
    """
    hidden = {field.key for field in vendor.fields if field.secret}
    return (*(secret for key, secret in secrets.items() if key in hidden), *_passes(request, authorised))


def _passes(request: WireRequest, authorised: WireRequest) -> Iterator[Secret]:
    headers = {name: value for name, value in authorised.headers.items() if name.lower() != "host"}
    added = dict(headers.items() - request.headers.items()) | dict(authorised.query.items() - request.query.items())
    yield from (Secret(value) for value in added.values() if len(value) >= _SHORTEST_PASS)
    # `APPCODE …`, `SDK-HMAC-SHA256 …`: what stands behind the word is the pass.
    behind = (value.partition(" ")[2] for value in added.values())
    yield from (Secret(value) for value in behind if len(value) >= _SHORTEST_PASS)
    if authorised.body.endswith(request.body):
        before = authorised.body[: len(authorised.body) - len(request.body)]
        yield from (Secret(value.decode("latin-1")) for value in _FORM_VALUE.findall(before))


def _clean(text: str, secrets: Sequence[Secret]) -> str:
    # Inside a text of JSON a secret may be written otherwise: `\/`, `\u002b`.
    if "\\" not in text and blotted(text, secrets) == text:
        return text
    if not text.lstrip().startswith(("{", "[")):
        return blotted(text, secrets)
    clean = _PARTS.sub(lambda part: _clean_part(part[0], secrets), text)
    return blotted(clean, secrets)


def _clean_part(part: str, secrets: Sequence[Secret]) -> str:
    if "\\" not in part and blotted(part, secrets) == part:
        return part
    try:
        said = json.loads(part, strict=False) if part.startswith('"') else part
    except ValueError:
        said = part
    clean = blotted(str(said), secrets)
    return part if clean == said else json.dumps(clean, ensure_ascii=False)
