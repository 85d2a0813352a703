"""Credentials that the environment gives to one run, and what they look like when they come by copy and paste."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.services.contract import Vendor
from carddesk.services.secret import Secret

_AROUND = "\ufeff\u200b\u200c\u200d\u2060"
"""Signs without width that web pages put beside what is copied from them; `str.strip` leaves them."""


_OURS = "CARDDESK_"


def for_children(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for programs that this one starts: without what is meant for this one alone, credentials above all."""
    return {name: value for name, value in environ.items() if not name.upper().startswith(_OURS)}


def variable(vendor: Vendor, key: str) -> str:
    """The variable that gives a field: `CARDDESK_MEGVII_API_KEY`."""
    return f"{_OURS}{vendor.id}_{key}".upper().replace(".", "_").replace("-", "_")


def variables(vendor: Vendor) -> str:
    """Those of the set of fields that is the usual one, to be named in a sentence."""
    return ", ".join(variable(vendor, key) for key in vendor.sets[0]) if vendor.sets else ""


def given(vendor: Vendor, environ: Mapping[str, str]) -> dict[str, Secret]:
    """The fields that the environment gives; an empty variable gives nothing."""
    found = ((field.key, cleaned(environ.get(variable(vendor, field.key), ""))) for field in vendor.fields)
    return {key: secret for key, secret in found if secret}


def is_complete(vendor: Vendor, keys: Collection[str]) -> bool:
    """Whether these fields are enough to ask the vendor."""
    return any(all(key in keys for key in wanted) for wanted in vendor.sets)


def cleaned(text: str) -> Secret:
    """A pasted value without the blanks, line ends and invisible signs around it."""
    before = None
    while text != before:
        before = text
        text = text.strip().strip(_AROUND)
    return Secret(text)


def require_usable(vendor: Vendor, values: Mapping[str, Secret]) -> None:
    """See that values can be kept and sent.

    Raises:
        UserError: `credential_field`, no such field; `credential_value`, nothing in it, or line ends within it. Values are not named.
    """
    known = [field.key for field in vendor.fields]
    for key, secret in values.items():
        if key not in known:
            # What is no field may be a value that stands in the wrong place: it is not repeated.
            said = tr("{vendor} has these fields and no other: {known}.", vendor=vendor.id, known=", ".join(known))
            raise UserError("credential_field", said)
        if not secret:
            raise UserError("credential_value", tr("There is nothing in {field}.", field=key))
        if not secret.reveal().isprintable():
            said = tr("The value for {field} has line ends or control characters in it. Copy it again.", field=key)
            raise UserError("credential_value", said)
