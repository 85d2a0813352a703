"""Every setting there is, each declared once: the dialog, the command line and docs/settings.md are made from this."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from carddesk.errors import UserError
from carddesk.language import LANGUAGES, mark, tr
from carddesk.settings.declared_capture import CAPTURE
from carddesk.settings.setting import Setting

_KEY = r"(?:(?:Ctrl|Alt|Shift|Meta)\+)*(?:[A-Z][A-Za-z0-9]*|\S)"
_COMMAND = rf"[a-z][a-z0-9_]*=(?:{_KEY}(?: {_KEY})*)?"
_KEYS = rf"(?:{_COMMAND}(?:; {_COMMAND})*;?)?"
"""Commands with their keys, none, one or several; parted by semicolons. Whether there are such commands the desk knows."""
_LIMIT = r"(?:[\w.]+|\*(?=/))(?:/[^\s=/]+)?=(?:0(?:\.\d+)?|1(?:\.0+)?)"
_LIMITS = rf"(?:{_LIMIT}(?:\s+{_LIMIT})*)?"
"""Thresholds 0..1 of services and fields, parted by blanks."""

_ADDRESS = (
    mark("Address of the vendor"),
    mark(
        "Where the vendor's services are, for sites with a gateway; may have a path. Empty takes the vendor's own address. "
        "Plain http is refused, except to this machine, and so is an address with a name and password in it."
    ),
)
_TIMEOUT = (
    mark("Time limit of a call"),
    mark("How long one call to the vendor may take, from connecting to the last byte of the answer."),
)
_AT_ONCE = (
    mark("Calls at once"),
    mark("How many calls to the vendor may be under way at the same time, over all its services."),
)
_PER_SECOND = (
    mark("Calls a second"),
    mark("How many calls a second go to the vendor, over all its services. The default is what a new account may do."),
)
_DAILY_CAP = (
    mark("Calls a day at most"),
    mark(
        "When so many calls went to the vendor on one day, no more are made until the next day; 0 is without limit. The calls of "
        "the desk and of each `carddesk recognize` with the same workspace count together."
    ),
)


def _of_vendor(vendor: str, *, per_second: float, at_once: int, timeout_s: float) -> tuple[Setting, ...]:
    """What every vendor has. The figures are those that its account declares, too."""
    key = f"vendors.{vendor}."
    return (
        Setting(f"{key}base_url", "", *_ADDRESS, is_address=True),
        Setting(f"{key}timeout", timeout_s, *_TIMEOUT, least=1, most=3600, unit="s"),
        Setting(f"{key}max_concurrency", at_once, *_AT_ONCE, least=1, most=64),
        Setting(f"{key}max_per_second", per_second, *_PER_SECOND, least=0.01, most=1000),
        Setting(f"{key}daily_cap", 0, *_DAILY_CAP, least=0, most=1_000_000),
    )


DECLARED: Final = (
    Setting(
        "reading.service",
        "local",
        mark("Reading service"),
        mark("The service that reads new cards, by its id (see `carddesk services`)."),
    ),
    Setting(
        "reading.auto",
        True,
        mark("Read at once"),
        mark("Read cards as soon as they are added, without waiting for the Read command."),
    ),
    Setting(
        "reading.locate",
        True,
        mark("Find places"),
        mark(
            "After a service has answered that does not say where its values stand, find them on the image with the engine "
            "inside. Nobody waits for it, and nothing is sent."
        ),
    ),
    Setting(
        "reading.second",
        "",
        mark("Second reading"),
        mark(
            "A service, by its id, that reads every card once more as a second opinion after another one has read it; `local` "
            "costs nothing and sends nothing. Empty asks none. Where both differ the operator decides."
        ),
    ),
    Setting(
        "reader.timeout",
        60.0,
        mark("Time limit of the built-in engine"),
        mark("How long the built-in engine may take for one image before it is stopped and started anew."),
        least=1,
        most=3600,
        unit="s",
    ),
    Setting(
        "review.low_confidence",
        0.80,
        mark("Doubtful below this confidence"),
        mark("A field read with less confidence than this gets the flag low_confidence."),
        least=0,
        most=1,
    ),
    Setting(
        "review.low_quality",
        0.30,
        mark("Doubtful below this image quality"),
        mark(
            "A field whose part of the image is poorer than this (blur, glare, contrast) gets the flag low_quality. "
            "Megvii's figures have their own scale: its threshold 0.15 holds there."
        ),
        least=0,
        most=1,
    ),
    Setting(
        "review.low_confidence_of",
        "",
        mark("Other confidences, by service and field"),
        mark(
            "Where another confidence than the usual one is wanted: of a service, of a field, or of a field of a service."
        ),
        form=_LIMITS,
        example="baidu.general=0.9 */id_number=0.95 aliyun.id_card/name=0.7",
    ),
    Setting(
        "review.low_quality_of",
        "",
        mark("Other image qualities, by service and field"),
        mark(
            "Where another image quality than the usual one is wanted: of a service, of a field, or of a field of a service."
        ),
        form=_LIMITS,
        example="local=0.4 */id_number=0.5 local/name=0.2",
    ),
    Setting(
        "cases.pair",
        "order",
        mark("Pair faces"),
        mark(
            "When two images become one card by themselves: `order`, a portrait and the emblem right after it among images "
            "added in one go; `name`, two files named alike; `content`, the only two that go together; `off`, never. Only "
            "faces of one document that do not contradict each other are paired, and never where it is not sure."
        ),
        choices=("off", "order", "name", "content"),
    ),
    Setting(
        "cases.name_rule",
        "",
        mark("Names of one card"),
        mark(
            "With pairing by name: a regular expression looked for in each file's name; files in one folder for which its "
            "group matches the same are faces of one card. Empty knows endings like _1 and _2, 正面 and 反面, front and back."
        ),
        example=r"^(\d+)[ab]\.",
        is_pattern=True,
    ),
    *CAPTURE,
    Setting(
        "double.fields",
        "",
        mark("Fields for a second look"),
        mark(
            "Keys of fields, parted by blanks, that another operator types again from the picture alone once a card that shows one "
            "of them is accepted. A card counts as verified when both say the same, or a third look has decided. Empty asks for none."
        ),
        form=r"(?:\S+(?: +\S+)*)?",
        example="id_number name",
    ),
    Setting(
        "double.share",
        0.0,
        mark("Share of cards for a second look"),
        mark(
            "This share of the accepted cards, drawn so that nobody can foresee which, is typed again in every field by another "
            "operator. 0 draws none, 1 takes all."
        ),
        least=0,
        most=1,
    ),
    Setting(
        "ui.language",
        "",
        mark("Language"),
        mark("The language of the program; empty follows the system."),
        choices=("", *LANGUAGES),
    ),
    Setting(
        "ui.theme",
        "system",
        mark("Colours"),
        mark("Light or dark colours; `system` follows the system, also while the program runs."),
        choices=("system", "light", "dark"),
    ),
    Setting(
        "privacy.mask",
        False,
        mark("Privacy mode"),
        mark(
            "Start with every value masked but that of the field at hand: in the form, on the image and in the queue. "
            "Showing more than that is recorded in the journal. Exports are not affected."
        ),
    ),
    Setting(
        "privacy.lock_after",
        10,
        mark("Cover the window after"),
        mark(
            "After so long without key or mouse the window is covered until a key is pressed; 0 is never. It asks for no "
            "password: locking the machine is the system's part."
        ),
        least=0,
        most=1440,
        unit="min",
    ),
    Setting(
        "ui.follow_field",
        True,
        mark("View follows the field"),
        mark(
            "Whether the image moves and comes closer by itself so that the field at work can be read. F3 changes it."
        ),
    ),
    Setting(
        "ui.keys",
        "",
        mark("Keys"),
        mark(
            "Other keys for commands than those they have by themselves, as `Change keys` (under F1) writes them here. What cannot "
            "be is told when the desk opens, and that command keeps its own key."
        ),
        form=_KEYS,
        example="accept=F12; later=Ctrl+F12; redo=Ctrl+Shift+Z Ctrl+Y; quit=",
    ),
    Setting(
        "operator.name",
        "",
        mark("Operator"),
        mark("The name under which work is recorded; empty takes the login name."),
    ),
    Setting(
        "workspace.path",
        "",
        mark("Workspace"),
        mark(
            "The folder that holds the journal and the images, or postgresql://LOGIN@HOST/DATABASE for a team; empty takes the "
            "usual place for program data. It is encrypted: the system's keyring keeps its key, or a passphrase opens it "
            "(`carddesk workspace lock`)."
        ),
        is_place=True,
    ),
    Setting(
        "backup.every_hours",
        4,
        mark("Backup every"),
        mark("While the desk is open, the workspace is backed up so often, and nobody has to wait for it; 0 is never."),
        least=0,
        most=168,
        unit="h",
    ),
    Setting(
        "backup.keep",
        7,
        mark("Keep backups for"),
        mark(
            "The newest three backups and one of each day are kept, none for longer than this: what is erased in the workspace "
            "is gone from its backups after that time as well."
        ),
        least=1,
        most=3650,
        unit="d",
    ),
    Setting(
        "backup.folder",
        "",
        mark("Folder for backups"),
        mark(
            "Where backups go; empty takes a folder beside the workspace. On another disk they outlive the one that holds "
            "the workspace. They are encrypted like the workspace, and open with the same key or recovery code."
        ),
    ),
    Setting(
        "retention.days",
        30,
        mark("Keep cards for"),
        mark(
            "So many days after it was accepted or rejected a card is erased, image and all; what stays is the proof that it was. "
            "Backups are without it `backup.keep` days later. Only who must keep cards longer sets more (banks: 3650). 0 keeps "
            "them until somebody erases them."
        ),
        least=0,
        most=36500,
        unit="d",
    ),
    Setting(
        "retention.images_days",
        0,
        mark("Keep images for"),
        mark(
            "So many days after a card was decided its images are erased, and what was read of them stays as long as the card. "
            "0 keeps images as long as their card."
        ),
        least=0,
        most=36500,
        unit="d",
    ),
    Setting(
        "retention.undecided_days",
        0,
        mark("Keep undecided cards for"),
        mark(
            "So many days after it came a card is erased that nobody has decided. 0 never erases one: that cards wait for too "
            "long is told at the desk."
        ),
        least=0,
        most=36500,
        unit="d",
    ),
    Setting(
        "network.proxy",
        "",
        mark("Proxy"),
        mark(
            "The proxy for calls to vendors, as http://host:port; empty takes the one of the environment (HTTPS_PROXY), "
            "`direct` takes none. This machine is always asked directly."
        ),
    ),
    Setting(
        "network.ca_file",
        "",
        mark("Certificate file"),
        mark("A file of certificates (PEM) that are trusted besides those of the system, as companies have them."),
    ),
    *_of_vendor("megvii", per_second=5.0, at_once=2, timeout_s=30.0),
    Setting(
        "vendors.megvii.image_key_file",
        "",
        mark("Key for images"),
        mark("The file with the vendor's public key (PEM), with which images are encrypted where that is switched on."),
    ),
    Setting(
        "vendors.megvii.answer_key_file",
        "",
        mark("Key for answers"),
        mark("The file with the own private key (PEM), with which encrypted answers are opened."),
    ),
    Setting(
        "vendors.megvii.sm2_order",
        "C1C3C2",
        mark("Order of SM2's parts"),
        mark("In which order the three parts of an SM2 ciphertext are sent. The vendor does not say; unverified."),
        choices=("C1C3C2", "C1C2C3"),
    ),
    Setting(
        "vendors.megvii.sm2_form",
        "asn1",
        mark("Form of SM2's parts"),
        mark("Whether they are sent as an ASN.1 sequence or one after the other. The vendor does not say; unverified."),
        choices=("asn1", "raw"),
    ),
    Setting(
        "vendors.megvii.cipher_text",
        "binary",
        mark("Form of the encrypted image"),
        mark("How the encrypted image is sent. The vendor does not say; unverified."),
        choices=("binary", "base64", "hex"),
    ),
    *_of_vendor("baidu", per_second=2.0, at_once=2, timeout_s=60.0),
    *_of_vendor("huawei", per_second=2.0, at_once=2, timeout_s=120.0),
    Setting(
        "vendors.huawei.iam_url",
        "",
        mark("Address of IAM"),
        mark("Where tokens and project numbers are had; empty takes the vendor's own address in the region."),
        is_address=True,
    ),
    Setting(
        "vendors.huawei.region",
        "",
        mark("Region"),
        mark("The region in which the account has the service; empty takes ap-southeast-1."),
    ),
    Setting(
        "vendors.huawei.project_id",
        "",
        mark("Project"),
        mark("The number of the project (project_id); empty asks IAM for that of the region."),
    ),
    Setting(
        "vendors.huawei.enterprise_project_id",
        "",
        mark("Enterprise project"),
        mark("The enterprise project to which calls are charged; empty sends none."),
    ),
    *_of_vendor("aliyun", per_second=2.0, at_once=2, timeout_s=60.0),
)

BY_KEY: Final = {setting.key: setting for setting in DECLARED}


def declared(key: str) -> Setting:
    """The setting with this key.

    Raises:
        UserError: there is none; the message names the nearest ones.
    """
    found = BY_KEY.get(key)
    if found is None:
        raise UserError("setting_unknown", unknown(key))
    return found


def unknown(key: str) -> str:
    """The sentence that says that there is no such setting, and which was perhaps meant."""
    near = get_close_matches(key, BY_KEY, n=1)
    if near:
        return tr("There is no setting {key}. Did you mean {near}?", key=key, near=near[0])
    return tr("There is no setting {key}. `carddesk settings list` shows all.", key=key)
