"""What lies on the desk when its states are looked at: drawn cards, and the services that read them as they are told."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, LocatedBy, Reading
from carddesk.errors import ServiceError
from carddesk.settings import Settings
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.desk import Desk
from tests.specimens import Specimen, draw
from tests.ui.desk_at_work import Script, files
from tests.unit.workflow.cloud import CloudService, PlayedCredentials
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

LONG_ADDRESS = "内蒙古自治区呼伦贝尔市鄂伦春自治旗克一河镇样张路一百二十三号样张花园小区十二号楼三单元一千二百零四室"
MRZ = "P<UTOSPECIMEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TABLE = (92, 84, 78)
MARGIN_PX = 90

PERMIT, OTHER_PERMIT, EMBLEM, PASSPORT = (
    draw("residence_permit", "portrait", 7, "taiwan"),
    draw("residence_permit", "portrait", 13, "hong_kong"),
    draw("residence_permit", "emblem", 13, "hong_kong"),
    draw("passport", "page", 3),
)
"""What lies on the desk; the played services read it as they are told."""


def true_of(specimen: Specimen, key: str) -> str:
    """What a drawn card really says."""
    return specimen.cards[0].field(key).value


def on_a_table(specimen: Specimen, path: Path) -> None:
    """Save the card as somebody might photograph it from right above."""
    width, height = specimen.image.size
    image = Image.new("RGB", (width + 2 * MARGIN_PX, height + 2 * MARGIN_PX), TABLE)
    image.paste(specimen.image, (MARGIN_PX, MARGIN_PX))
    image.save(path, "PNG", compress_level=1)


def glass() -> bytes:
    """A preview of the glass of a scanner, A4 at 75 dpi, with a card in its corner."""
    image = Image.new("RGB", (638, 877), (250, 250, 248))
    image.paste(PERMIT.image.resize((253, 159)), (12, 12))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def read_as(
    specimen: Specimen,
    changed: Mapping[str, str] | None = None,
    *,
    doubtful: Sequence[str] = (),
    low_characters: Mapping[str, Sequence[int]] | None = None,
    service: str = "local",
) -> Reading:
    """A reading of the card on the table, right where nothing else is said, every quad where the field is printed."""
    card, fields = specimen.cards[0], []
    found_by: LocatedBy = "local" if service == "local" else "vendor"
    for true in card.fields:
        if true.key == "portrait":
            continue
        text = (changed or {}).get(true.key, true.value)
        low = set((low_characters or {}).get(true.key, ()))
        characters = tuple(0.2 if at in low else 0.99 for at in range(len(text))) if low else ()
        confidence = 0.2 if true.key in doubtful else 0.99
        fields.append(Field(true.key, true.label, text, text, _moved(true.quad), confidence, characters, 0.9, found_by))
    outline = _moved(card.quad)
    return Reading(service, card.document, card.face, tuple(fields), card_quad=outline, elapsed_ms=7)


def _moved(points: Sequence[tuple[float, float]]) -> Quad:
    across, down = [x for x, _ in points], [y for _, y in points]
    bounds = min(across), min(down), max(across), max(down)
    return Quad.from_bounds(*(round(each) + MARGIN_PX for each in bounds))


def passport() -> Reading:
    """A passport with the widest machine-readable zone there is, and much that was not read."""
    kept = {"document_number", "nationality_code", "expiry_date", "mrz", "name_latin"}
    whole = read_as(PASSPORT, {"mrz": MRZ, "document_number": "L898902C3", "expiry_date": "2012-04-15"})
    return replace(whole, fields=tuple(field for field in whole.fields if field.key in kept))


def the_services(local: FakeService) -> dict[str, FakeService | CloudService]:
    """The engine inside, and one that sends images away and reads some of it otherwise."""
    local.info = replace(local.info, title="Engine inside", title_zh="内置引擎", documents=("residence_permit",))
    name = true_of(OTHER_PERMIT, "name")
    otherwise = {"name": name[0] + "祥" + name[2:], "address": true_of(OTHER_PERMIT, "address").replace("号", "弄", 1)}
    cloud = CloudService(
        lambda image: (
            [read_as(OTHER_PERMIT, otherwise, service="acme.card")]
            if "-1" in image.name
            else [read_as(EMBLEM, service="acme.card")]
        ),
        warning="Retired.",
    )
    cloud.info = replace(cloud.info, documents=("residence_permit",))
    return {"local": local, "acme.card": cloud}


def desk_of(folder: Path, local: FakeService, operator: str = "ann", double: str = "") -> Desk:
    """A desk over the workspace in this folder; `double` names the fields that two operators type."""
    settings = Settings()
    if double:
        settings.override(f"double.fields={double}")
    services = the_services(local)
    accounts = Accounts(services, PlayedCredentials(api_key="k"))
    return Desk(workspace_at(folder), services, settings, operator=operator, now=noon, accounts=accounts)


def scripted(script: Script) -> None:
    """What each of the files holds."""
    number = true_of(PERMIT, "id_number")
    changed = {
        "id_number": number[:-1] + ("2" if number[-1] != "2" else "3"),
        "address": LONG_ADDRESS,
        "name": "张龘𠮷",
    }
    script.by_name.update(
        {
            "a.png": [read_as(PERMIT, changed, doubtful=["name", "sex"], low_characters={"address": [2, 5]})],
            "b.png": ServiceError("reader_crashed", "The engine stopped.", retryable=True),
            "c.png": [],
            "d.png": [passport()],
            "e.png": [read_as(EMBLEM)],
            "two-1.png": [read_as(OTHER_PERMIT, doubtful=["sex"])],
            "two-2.png": [read_as(EMBLEM, doubtful=["issue_date"])],
        }
    )


def card_files(folder: Path) -> list[Path]:
    """A file for each state of a card, one that is no image among them."""
    paths = files(folder, "a.png", "b.png", "c.png", "d.png", "e.png")
    for path, specimen in ((paths[0], PERMIT), (paths[3], PASSPORT), (paths[4], EMBLEM)):
        on_a_table(specimen, path)
    refused = folder / "z.png"
    refused.write_bytes(b"no picture at all")
    return [*paths, refused]


def both_faces(folder: Path) -> list[Path]:
    """The two faces of one card."""
    paths = [folder / "two-1.png", folder / "two-2.png"]
    for path, specimen in zip(paths, (OTHER_PERMIT, EMBLEM), strict=True):
        on_a_table(specimen, path)
    with paths[1].open("ab") as out:
        out.write(b"\0")  # else it is the image of another case
    return paths


def _two_portraits(folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    paths = [folder / "a.png", folder / "two-1.png"]
    for path, specimen in zip(paths, (PERMIT, OTHER_PERMIT), strict=True):
        on_a_table(specimen, path)
    return paths


async def before_the_second_look(workspace: Path, local: FakeService, folder: Path) -> None:
    """`ann` has accepted two cards; `bob` has typed one of them again, and otherwise."""
    ann = desk_of(workspace, local, double="name id_number")
    await ann.add_files(_two_portraits(folder))
    await ann.read()
    for row in list(ann.queue):
        ann.select_case(row.id)
        ann.judging.accept()
    await ann.close()
    bob = desk_of(workspace, local, operator="bob", double="name id_number")
    bob.select_case(bob.queue[1].id)
    for key, value in (("name", true_of(OTHER_PERMIT, "name")[0] + "祥"), ("id_number", "")):
        bob.select_field(key)
        bob.judging.confirm(value or true_of(OTHER_PERMIT, key))
    await bob.close()


def scripted_second_look(script: Script) -> None:
    """What was read then."""
    script.by_name.update({"a.png": [read_as(PERMIT)], "two-1.png": [read_as(OTHER_PERMIT)]})
