"""Words for what views hold: documents, faces, fields, flags, notices, in the language of the run."""

from __future__ import annotations

from collections import Counter

from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag
from carddesk.cards.reading import Face
from carddesk.language import current, mark, tr
from carddesk.services.contract import ServiceInfo
from carddesk.workflow.changes import Notice
from carddesk.workflow.views import CaseView, FieldView

_FACES: dict[Face, str] = {"portrait": mark("portrait face"), "emblem": mark("emblem face"), "page": mark("page")}
_APART = {"issue_date": "起", "expiry_date": "止", "nationality_code": "代码", "name_latin": "英文", "name": "中文"}
"""Fields that share one printed label with another, and what tells them apart: both dates of a validity, a name in two
scripts, a country by name and by code."""


def document_name(document: str | None) -> str:
    """The card's own Chinese name, as printed."""
    found = documents().get(document or "")
    return found.title_zh if found else ""


def document_title(document: str | None) -> str:
    """The card's name in the language of the run."""
    found = documents().get(document or "")
    if found is None:
        return ""
    return found.title_zh if current() == "zh_CN" else tr(found.title)


def face_name(face: Face | None) -> str:
    """The face in words; a page needs none."""
    return tr(_FACES[face]) if face in {"portrait", "emblem"} else ""


def field_names(case: CaseView) -> dict[str, str]:
    """What each field of a case is called, by key: its printed label, made distinct where two share one."""
    shared = {label for label, count in Counter(field.label for field in case.fields).items() if count > 1}
    if case.look:  # one of two dates may stand there without the other
        shared |= {field.label for field in case.fields if field.key in {"issue_date", "expiry_date"}}
    return {field.key: _name(field, shared) for field in case.fields}


def flag_words(flag: Flag) -> str:
    """A flag's message in the language of the run."""
    return tr(flag.message, **dict(flag.arguments))


def notice_words(notice: Notice) -> str:
    """A notice in the language of the run."""
    return tr(notice.message, **dict(notice.arguments))


def service_title(service: ServiceInfo) -> str:
    """A service's title in the language of the run."""
    return service.title_zh if current() == "zh_CN" else service.title


def _name(field: FieldView, shared: set[str]) -> str:
    if field.label not in shared or (apart := _APART.get(field.key)) is None:
        return field.label
    return f"{field.label} {apart}"
