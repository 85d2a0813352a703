"""A stand-in for Megvii FaceID's card interfaces, as their document and the vendor's pages on signing describe them.

It checks what they demand: the multipart form, every parameter, the signature made anew from its own text, its time, the
image's bytes and pixels, encryption where told. It answers with the document's examples, or with what is true of a
specimen it knows, and lets `exception_range` decide between 1001 and 1002 as the document says.
"""

from __future__ import annotations

import base64
import binascii
import copy
import hashlib
import hmac
import io
import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageChops, ImageStat

from tests.fakes.megvii_cipher import CannotOpenError, Pairs, RsaPair, Sm2Pair
from tests.fakes.megvii_examples import FOREIGN_EXAMPLE, PORTRAIT_EXAMPLE, Answer, answer_of, corners_of
from tests.fakes.megvii_examples import field as field_of
from tests.fakes.megvii_portrait import cut_out, place_on
from tests.fakes.server import FakeAnswer, FakeRequest
from tests.specimens import Specimen, TrueCard
from tests.specimens.samples import FOLDER, SAMPLES

API_KEY: Final = "fake-api-key"
API_SECRET: Final = "fake-api-secret"
HELP: Final = (
    f"CARDDESK_MEGVII_API_KEY={API_KEY} CARDDESK_MEGVII_API_SECRET={API_SECRET}\n"
    "The sample cards are answered with what stands on them, a plain surface with ID_CARD_NOT_FOUND, "
    "any other image with the document's example."
)

PERMIT_PATH: Final = "/faceid/v5/ocr_residence_permit_card"
FOREIGN_PATH: Final = "/faceid/v5/ocr_foreign_pr_card"
DOCUMENTS: Final[Mapping[str, str]] = {PERMIT_PATH: "residence_permit", FOREIGN_PATH: "foreign_resident"}

ERRORS: Final[Mapping[str, int]] = {
    "ID_CARD_NOT_FOUND": 400,
    "INVALID_IMAGE_SIZE: image": 400,
    "IMAGE_ERROR_UNSUPPORTED_FORMAT: image": 400,
    "BAD_ARGUMENTS: image": 400,
    "BAD_ARGUMENTS: return_portrait": 400,
    "BAD_ARGUMENTS: exception_range": 400,
    "BAD_ARGUMENTS: encryption_type": 400,
    "BAD_ARGUMENTS: sign_version": 400,
    "MISSING_ARGUMENTS: sign": 400,
    "MISSING_ARGUMENTS: sign_version": 400,
    "MISSING_ARGUMENTS: image": 400,
    "KEY_NOT_FOUND": 400,
    "AUTHENTICATION_ERROR": 403,
    "AUTHORIZATION_ERROR:DENIED.": 403,
    "AUTHORIZATION_ERROR: Limit reached.": 403,
    "CONCURRENCY_LIMIT_EXCEEDED": 403,
    "API_NOT_FOUND": 404,
    "Request Entity Too Large": 413,
    "INTERNAL_ERROR": 500,
}
"""The document's error tables. It writes the reason of AUTHORIZATION_ERROR now with, now without a blank."""

_WITHOUT_REQUEST_ID: Final = ("API_NOT_FOUND", "AUTHORIZATION_ERROR")
_MOST_BYTES: Final = 10_000_000
_SIDES_PX: Final = (200, 8000)
_LOW_QUALITY: Final = 0.15
_RANGE: Final[Mapping[str, bool]] = {"text_quality": True, "logic": True, "completeness": False, "face_detect": False}
_KNOWN: Final = frozenset(
    {"sign", "sign_version", "image", "return_portrait", "exception_range", "encryption_type"}
)  # fmt: skip
_PAIRS: Final = {"1": Sm2Pair, "2": RsaPair}
_ENCRYPTED: Final = (
    "name", "gender", "nationality", "birth_year", "birth_month", "birth_day", "idcard_number", "address", "portrait",
    "issued_by", "valid_date_start", "valid_date_end", "epp_number", "eep_number",
)  # fmt: skip
"""The document's list; it spells the last but one so, and answers with the last."""


class RefusalError(Exception):
    """One of `ERRORS`, or one that no document names."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart form."""

    name: str
    filename: str | None
    data: bytes = field(repr=False)

    @property
    def text(self) -> str:
        if self.filename is not None:
            raise RefusalError(f"BAD_ARGUMENTS: {self.name}")
        return self.data.decode()


class FakeMegvii:
    """Answers requests; may be called from several threads.

    Attributes:
        accounts: secret by API key.
        pairs: keys set up in the console; without them KEY_NOT_FOUND is all that encryption gets.
        example: which face of the residence permit an unknown image shows.
        face: whether faces are found on portrait sides.
        error_key: under which key errors are named.
        at_once: calls that may run side by side; `takes_s` is how long one takes.
        answers: given instead of what would be answered, the first one first.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.accounts = {API_KEY: API_SECRET}
        self.pairs: Pairs | None = None
        self.example: Answer = PORTRAIT_EXAMPLE
        self.face = True
        self.error_key = "ERROR"
        self.at_once: int | None = None
        self.takes_s = 0.0
        self.answers: list[Answer] = []
        self.signs: list[str] = []
        self._refused_signs: set[str] = set()
        self._errors: list[str] = []
        self._specimens: list[tuple[Image.Image, int, TrueCard]] = []
        self._running = 0
        self._lock = threading.Lock()

    def refuse(self, error: str, times: int = 1) -> None:
        """Answer the next calls with this error."""
        self._errors += [error] * times

    def expire_signs(self) -> None:
        """Every signature seen so far has run out."""
        self._refused_signs |= set(self.signs)

    def know(self, specimen: Specimen) -> None:
        """From now on its image, also smaller or compressed, is answered with what is true of it."""
        for card in specimen.cards:
            self._specimens.append((_thumb(specimen.image), specimen.image.width, card))

    def know_samples(self) -> None:
        """The sample cards of the documents that are read here."""
        for sample in SAMPLES:
            if (FOLDER / sample.name).exists() and re.search(r"residence-permit|foreign-resident", sample.name):
                for page in sample.pages():
                    self.know(page)

    def __call__(self, request: FakeRequest) -> FakeAnswer:
        with self._lock:
            self._running += 1
            crowded = self.at_once is not None and self._running > self.at_once
        try:
            if crowded:
                raise RefusalError("CONCURRENCY_LIMIT_EXCEEDED")
            answer = self._answer(request)
            time.sleep(self.takes_s)
            return _json(200, answer)
        except RefusalError as refusal:
            return self._refusal(str(refusal))
        finally:
            with self._lock:
                self._running -= 1

    def _refusal(self, error: str) -> FakeAnswer:
        status = ERRORS.get(error) or (403 if error.startswith("AUTHORIZATION_ERROR") else 400)
        if status == 413:
            return FakeAnswer(413, {"Content-Type": "text/plain"}, error.encode())
        named = {} if error.startswith(_WITHOUT_REQUEST_ID) else {"request_id": self._request_id()}
        return _json(status, {**named, "time_used": 3, self.error_key: error})

    def _answer(self, request: FakeRequest) -> Answer:
        path = next((path for path in DOCUMENTS if request.path.endswith(path)), None)
        if path is None or request.method != "POST":
            raise RefusalError("API_NOT_FOUND")
        if len(request.body) > _MOST_BYTES:
            raise RefusalError("Request Entity Too Large")
        parts = parts_of(request)
        self._check_sign(parts)
        if self._errors:
            raise RefusalError(self._errors.pop(0))
        if strange := parts.keys() - _KNOWN:
            raise RefusalError(f"BAD_ARGUMENTS: {min(strange)}")
        asked = _range(parts)
        portrait = _choice(parts, "return_portrait", ("0", "1")) == "1"
        cipher = _choice(parts, "encryption_type", ("0", "1", "2"))
        if cipher != "0" and not (self.pairs and isinstance(self.pairs.images, _PAIRS[cipher])):
            raise RefusalError("KEY_NOT_FOUND")
        image = self._image(parts, encrypted=cipher != "0")
        answer = self._read(DOCUMENTS[path], image)
        return self._finished(answer, asked, portrait=portrait, encrypted=cipher != "0", image=image)

    def _check_sign(self, parts: Mapping[str, Part]) -> None:
        for name in ("sign", "sign_version"):
            if name not in parts:
                raise RefusalError(f"MISSING_ARGUMENTS: {name}")
        if parts["sign_version"].text != "hmac_sha1":
            raise RefusalError("BAD_ARGUMENTS: sign_version")
        sign = parts["sign"].text
        if not self._holds(sign) or sign in self._refused_signs:
            raise RefusalError("AUTHENTICATION_ERROR")
        self.signs.append(sign)

    def _holds(self, sign: str) -> bool:
        try:
            plain = base64.b64decode(sign, validate=True)
        except binascii.Error:
            return False
        mac, said = plain[:20], plain[20:]
        found = re.fullmatch(rb"a=([^&]+)&b=([0-9]+)&c=([0-9]+)&d=([0-9]{1,10})", said)
        if not found:
            return False
        secret = self.accounts.get(found[1].decode())
        if secret is None or hmac.new(secret.encode(), said, hashlib.sha1).digest() != mac:
            return False
        now, expires, created = self.clock(), int(found[2]), int(found[3])
        return created < expires and now < expires and created <= now + 300

    def _image(self, parts: Mapping[str, Part], *, encrypted: bool) -> Image.Image:
        if "image" not in parts:
            raise RefusalError("MISSING_ARGUMENTS: image")
        part = parts["image"]
        if part.filename is None:
            raise RefusalError("BAD_ARGUMENTS: image")
        if len(part.data) >= _MOST_BYTES:
            raise RefusalError("Request Entity Too Large")
        data = part.data
        if encrypted and self.pairs is not None:
            try:
                data = self.pairs.images.opened(data)
            except CannotOpenError:
                raise RefusalError("BAD_ARGUMENTS: image") from None
        try:
            image = Image.open(io.BytesIO(data))
            image.load()
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            raise RefusalError("IMAGE_ERROR_UNSUPPORTED_FORMAT: image") from None
        if min(image.size) < _SIDES_PX[0] or max(image.size) > _SIDES_PX[1]:
            raise RefusalError("INVALID_IMAGE_SIZE: image")
        return image.convert("RGB")

    def _read(self, document: str, image: Image.Image) -> Answer:
        if self.answers:
            return copy.deepcopy(self.answers.pop(0))
        thumb = _thumb(image)
        if max(ImageStat.Stat(thumb).stddev) < 1:
            raise RefusalError("ID_CARD_NOT_FOUND")
        seen = [(width, card) for known, width, card in self._specimens if _same(known, thumb)]
        for width, card in seen:
            if card.document == document:
                return {**answer_of(card, image.width / width), "request_id": self._request_id()}
        if seen:
            raise RefusalError("ID_CARD_NOT_FOUND")
        example = FOREIGN_EXAMPLE if document == "foreign_resident" else self.example
        return copy.deepcopy(example)

    def _finished(
        self, answer: Answer, asked: Mapping[str, bool], *, portrait: bool, encrypted: bool, image: Image.Image
    ) -> Answer:
        """The answer as the options want it: result, portrait, encryption."""
        shows_face = answer.get("side", 0) == 0 and self.face
        pictured = answer.pop("portrait", None)
        if answer.get("result") in {1001, 1002}:
            answer["result"] = 1002 if _exceptional(answer, asked, self.face) else 1001
        if portrait and shows_face:
            answer["portrait"] = _portrait(image, answer, pictured)
        if encrypted and self.pairs is not None:
            for key in _ENCRYPTED:
                if key in answer:
                    answer[key]["result"] = self.pairs.answers.sealed(answer[key]["result"])
        return answer

    def _request_id(self) -> str:
        return f"{int(self.clock())},{uuid.uuid4()}"


def fake() -> FakeMegvii:
    """What `python -m tests.fakes megvii` serves."""
    made = FakeMegvii()
    made.know_samples()
    return made


def answer_for(specimen: Specimen) -> Answer:
    """What is answered about the first card of a specimen, read without a fault."""
    return answer_of(specimen.cards[0])


def parts_of(request: FakeRequest) -> dict[str, Part]:
    """The parts of a multipart form by name, taken apart strictly by RFC 7578."""
    found = re.fullmatch(r'multipart/form-data;\s*boundary="?([^";]{1,70})"?', request.headers.get("content-type", ""))
    if not found:
        raise RefusalError("MISSING_ARGUMENTS: sign")
    edge = b"--" + found[1].encode()
    if not request.body.startswith(edge + b"\r\n") or not request.body.endswith(b"\r\n" + edge + b"--\r\n"):
        raise RefusalError("BAD_ARGUMENTS: form")
    pieces = request.body[len(edge) + 2 : -len(edge) - 6].split(b"\r\n" + edge + b"\r\n")
    parts = [_part(piece) for piece in pieces]
    if len({part.name for part in parts}) != len(parts):
        raise RefusalError("BAD_ARGUMENTS: form")
    return {part.name: part for part in parts}


def _part(piece: bytes) -> Part:
    head, gap, data = piece.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n"))
    found = re.fullmatch(r'form-data; name="([^"]+)"(?:; filename="([^"]*)")?', lines.get("content-disposition", ""))
    if not gap or not found:
        raise RefusalError("BAD_ARGUMENTS: form")
    return Part(found[1], found[2], data)


def _choice(parts: Mapping[str, Part], name: str, allowed: tuple[str, ...]) -> str:
    said = parts[name].text if name in parts else "0"
    if said not in allowed:
        raise RefusalError(f"BAD_ARGUMENTS: {name}")
    return said


def _range(parts: Mapping[str, Part]) -> dict[str, bool]:
    """The document's defaults with what `exception_range` says laid over."""
    if "exception_range" not in parts:
        return dict(_RANGE)
    try:
        said = json.loads(parts["exception_range"].text)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.keys() - _RANGE or not all(isinstance(each, bool) for each in said.values()):
        raise RefusalError("BAD_ARGUMENTS: exception_range")
    return {**_RANGE, **said}


def _exceptional(answer: Answer, asked: Mapping[str, bool], face: bool) -> bool:
    fields = [each for key, each in answer.items() if isinstance(each, dict) and "result" in each and key != "portrait"]
    reasons = {
        "text_quality": any(each["result"] and each.get("quality", 1) < _LOW_QUALITY for each in fields),
        "logic": any(each.get("logic") == 1 or not each["result"] for each in fields),
        "completeness": answer.get("completeness") in {1, 2},
        "face_detect": answer.get("side", 0) == 0 and not face,
    }
    return any(asked[reason] and holds for reason, holds in reasons.items())


def _portrait(image: Image.Image, answer: Answer, pictured: Answer | None) -> Answer:
    """The holder's picture as a JPEG, and its place.

    On a known specimen that is the true one. The document's example has the place of the day of birth there, which is
    no picture's; it is put where the card that the answer tells of would have it.
    """
    if pictured is not None and not pictured["result"]:
        quad = corners_of(pictured["rect"])
    elif "card_rect" in answer:
        quad = place_on(corners_of(answer["card_rect"]))
    else:
        quad = place_on([(0, 0), (image.width, 0), image.size, (0, image.height)])
    lt, rt, rb, lb = quad
    return field_of(0, cut_out(image, quad), (rt, lt, lb, rb))


def _thumb(image: Image.Image) -> Image.Image:
    return image.convert("L").resize((24, 24), Image.Resampling.BOX)


def _same(one: Image.Image, other: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 2


def _json(status: int, told: Answer) -> FakeAnswer:
    return FakeAnswer(status, {"Content-Type": "application/json"}, json.dumps(told, ensure_ascii=False).encode())
