"""The options of Megvii's card services, and the form fields they become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from carddesk.errors import ServiceError
from carddesk.language import mark, tr
from carddesk.services.contract import Option, OptionValue

ENCRYPTION: Final = {"none": "0", "SM2": "1", "RSA": "2"}
"""What `encryption_type` is called here and on the wire."""

OPTIONS: Final = (
    Option(
        "return_portrait",
        "bool",
        False,
        mark("Return the portrait"),
        mark("Also return the holder's portrait, cut out of the image; the emblem face has none."),
    ),
    Option(
        "text_quality",
        "bool",
        True,
        mark("Poor print is an exception"),
        mark("Result 1002 when a field is hard to see: its quality is below Megvii's threshold of 0.15."),
    ),
    Option(
        "logic",
        "bool",
        True,
        mark("Illogical or missing fields are an exception"),
        mark("Result 1002 when a field is missing, or its value cannot be right by Megvii's rules."),
    ),
    Option(
        "completeness",
        "bool",
        False,
        mark("An incomplete card is an exception"),
        mark("Result 1002 when the card is not whole in the image."),
    ),
    Option(
        "face_detect",
        "bool",
        False,
        mark("A missing face is an exception"),
        mark("Result 1002 when there is no face on the portrait side."),
    ),
    Option(
        "encryption_type",
        "choice",
        "none",
        mark("Encrypt image and answer"),
        mark(
            "Encrypt the image for Megvii, and have it encrypt the fields of the answer. Unverified: tried only against "
            "CardDesk's own stand-in. Assumed: a whole SM2 ciphertext in ASN.1 with the order C1C3C2, or RSA with "
            "PKCS#1 v1.5 padding block by block, sent as plain bytes. Needs Megvii's public key in the file named by "
            "vendors.megvii.image_key_file and your private key in vendors.megvii.answer_key_file. "
            "When encryption fails, nothing is sent."
        ),
        tuple(ENCRYPTION),
    ),
)

_RANGE: Final = ("text_quality", "logic", "completeness", "face_detect")
_DEFAULTS: Final = {option.key: option.default for option in OPTIONS}


def form_fields(options: Mapping[str, OptionValue]) -> dict[str, str]:
    """The form fields for these options. What stands as the document has it by default is not sent.

    `exception_range` is sent whole once one of its switches differs, so that its meaning does not depend on what
    the service does with a part of it.

    Raises:
        ServiceError: `bad_option`.
    """
    said = {**_DEFAULTS, **options}
    switches = {key: _switch(said, key) for key in _RANGE}
    fields = {}
    if _switch(said, "return_portrait"):
        fields["return_portrait"] = "1"
    if any(switches[key] != _DEFAULTS[key] for key in _RANGE):
        fields["exception_range"] = json.dumps(switches)
    if (cipher := encryption(said)) != "none":
        fields["encryption_type"] = ENCRYPTION[cipher]
    return fields


def encryption(options: Mapping[str, OptionValue]) -> str:
    """Which of `ENCRYPTION` is asked for.

    Raises:
        ServiceError: `bad_option`, it is none of them.
    """
    asked = options.get("encryption_type", "none")
    if asked not in ENCRYPTION:
        raise _bad("encryption_type", asked)
    return str(asked)


def _switch(options: Mapping[str, OptionValue], key: str) -> bool:
    asked = options[key]
    if not isinstance(asked, bool):
        raise _bad(key, asked)
    return asked


def _bad(key: str, asked: object) -> ServiceError:
    return ServiceError("bad_option", tr("The option {key} cannot be {value}.", key=key, value=repr(asked)))
