"""What an operator must know of a service before picking it, in words, the gravest first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from carddesk.language import mark, tr
from carddesk.services.contract import Encoding, Limits, ServiceInfo
from carddesk.ui.words import document_title
from carddesk.workflow.accounts import Account
from carddesk.workflow.views import AccountUse

_COUNTED: dict[Encoding, str] = {
    "none": mark("files of at most {size}"),
    "base64": mark("files of at most {size} once in base64"),
    "base64_urlencoded": mark("files of at most {size} once in base64 and percent-encoded"),
}
_SOURCES = {"image": mark("images"), "pdf": "PDF", "ofd": "OFD", "url": mark("addresses (URL)")}
_MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: an icon, a role that colours it (a token's name), and words."""

    icon: str
    role: str
    words: str


def facts(info: ServiceInfo, account: Account | None, use: AccountUse | None) -> list[Fact]:
    """Everything to be known before picking."""
    found = []
    if info.warning:
        found.append(Fact("triangle-alert", "doubtful", tr(info.warning)))
    found.append(_where(info, account))
    if account is not None:
        found.append(_account(account))
    if info.price:
        found.append(Fact("coins", "secondary", tr(info.price)))
    if use is not None:
        found.append(Fact("gauge", "secondary", use_words(use, named=False)))
    return found


def brief(info: ServiceInfo, account: Account | None) -> str:
    """The same in the few words that fit under a title in a list."""
    if info.offline:
        return tr("on this machine")
    parts = [tr("no credentials")] if account is not None and account.configured is False else []
    parts.append(tr("image leaves this machine"))
    return " · ".join(parts)


def details(info: ServiceInfo) -> list[str]:
    """What else it declares: documents, what it takes, what it gives."""
    reads = ", ".join(document_title(document) or document for document in info.documents)
    lines = [tr("Reads: {documents}", documents=reads)]
    if takes := _takes(info):
        lines.append(tr("Takes: {limits}", limits=takes))
    gives = [
        word
        for given, word in (
            (info.gives_quads, tr("places in the image")),
            (info.gives_quality, tr("image quality")),
            (info.gives_confidence, tr("certainty")),
        )
        if given
    ]
    lines.append(tr("Gives with each field: {gives}", gives=", ".join(gives) if gives else tr("the text alone")))
    if info.note and not info.offline:
        lines.append(tr(info.note))
    return lines


def use_words(use: AccountUse, *, named: bool = True) -> str:
    """Today's calls in words; `named` puts the account before them, as in the status bar."""
    if use.cap:
        calls = tr("{calls} of {cap} calls today", calls=use.calls, cap=use.cap)
    else:
        calls = tr("1 call today") if use.calls == 1 else tr("{calls} calls today", calls=use.calls)
    parts = [f"{use.title} {calls}" if named else calls]
    if use.failures:
        parts.append(tr("{count} failed", count=use.failures))
    return ", ".join(parts)


def _where(info: ServiceInfo, account: Account | None) -> Fact:
    if info.offline:
        return Fact("monitor", "sure", tr("Reads on this machine; no image leaves it."))
    if account is None:
        return Fact("cloud-upload", "doubtful", tr("Images leave this machine."))
    words = tr("Images leave this machine: they are sent to {vendor}.", vendor=account.title)
    return Fact("cloud-upload", "doubtful", words)


def _account(account: Account) -> Fact:
    if account.fault is not None and not account.configured:
        return Fact("circle-alert", "broken", account.fault.message)
    if account.configured is None:
        return Fact("key-round", "secondary", tr("Looking for credentials…"))
    if not account.configured:
        return Fact("key-round", "broken", tr("There are no credentials yet: without them it cannot read."))
    if any(field.source == "environment" for field in account.fields):
        return Fact("key-round", "sure", tr("Credentials are given by the environment of this run."))
    return Fact("key-round", "sure", tr("Credentials are in the keyring."))


def _takes(info: ServiceInfo) -> str:
    kinds = ", ".join(tr(_SOURCES[kind]) for kind in info.accepts)
    parts = [kinds] if info.accepts != ("image",) else []
    limits = info.limits
    if limits.formats:
        parts.append(", ".join(limits.formats))
    if limits.max_bytes:
        parts.append(tr(_COUNTED[limits.counted_as], size=_size(limits.max_bytes)))
    if sides := _sides(limits):
        parts.append(sides)
    return "; ".join(parts)


def _sides(limits: Limits) -> str:
    least, most = limits.min_side_px, limits.max_side_px
    if least and most:
        return tr("sides of {least} to {most} pixels", least=least, most=most)
    if least or most:
        return tr("sides of at least {least} pixels", least=least) if least else tr("sides to {most} pixels", most=most)
    return ""


def _size(count: int) -> str:
    return f"{count / _MEGA:.3g} MB"
