"""A stand-in for Baidu's token and its two card interfaces, as their documents describe them.

It checks what the documents demand: form, base64 and percent-encoding done once, limits, one source by precedence, pages,
token, calls a second. It answers with the documents' examples, or with what is true of a specimen it knows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from PIL import Image, UnidentifiedImageError

from tests.fakes.server import FakeAnswer, FakeRequest
from tests.specimens import Specimen, TrueCard
from tests.specimens.samples import FOLDER, SAMPLES

API_KEY: Final = "fake-api-key"
SECRET_KEY: Final = "fake-secret-key"
HELP: Final = (
    f"CARDDESK_BAIDU_API_KEY={API_KEY} CARDDESK_BAIDU_SECRET_KEY={SECRET_KEY}\n"
    "The sample cards are answered with what stands on them, any other image with the documents' examples."
)

TOKEN_PATH: Final = "/oauth/2.0/token"
FOREIGN_PATH: Final = "/rest/2.0/ocr/v1/foreign_resident_id_card"
GENERAL_PATH: Final = "/rest/2.0/ocr/v1/general_ocr"
FOREIGN_LOG_ID: Final = 1767755838708432889
GENERAL_LOG_ID: Final = 2057057242228098769

FOREIGN_EXAMPLE: Final = {
    "姓名": "森田",
    "证件版本": "1",
    "失效日期": "2033.06.11",
    "证件号码": "123456789",
    "Sex": "M",
    "出生日期": "1990.01.01",
    "签发日期": "2023.06.12",
    "国籍": "日本",
    "Nationality": "JPN",
    "Name": "MORITA. SHUNSUKE",
    "性别": "男",
}
_ELECTRICIAN: Final = {
    "标题": "低压电工证",
    "证号": "T3204811998063035170",
    "姓名": "张敞",
    "性别": "男",
    "作业类别": "电工作业",
    "操作项目": "低压电工作业",
    "初领日期": "2021-10-08",
    "有效期限": "2021-10-08至2027-10-07",
    "应复审日期": "2024-10-07前",
    "签发机关": "江苏省应急管理厅",
}
GENERAL_EXAMPLE: Final = (_ELECTRICIAN, {**_ELECTRICIAN, "证号": "T32048119940824381X", "姓名": "常鹏"})
"""The documents' examples: label and word, in the documents' order."""

MESSAGES: Final[Mapping[str, str]] = {
    "1": "Unknown error",
    "2": "Service temporarily unavailable",
    "3": "Unsupported openapi method",
    "4": "Open api request limit reached",
    "6": "No permission to access data",
    "14": "IAM Certification failed",
    "17": "Open api daily request limit reached",
    "18": "Open api qps request limit reached",
    "19": "Open api total request limit reached",
    "100": "Invalid parameter",
    "110": "Access token invalid or no longer valid",
    "111": "Access token expired",
    "216100": "invalid param",
    "216101": "not enough param",
    "216102": "service not support",
    "216103": "param too long",
    "216110": "appid not exist",
    "216200": "empty image",
    "216201": "image format error",
    "216202": "image size error",
    "216203": "image size error",
    "216630": "recognize error",
    "216631": "recognize bank card error",
    "216633": "recognize idcard error",
    "216634": "detect error",
    "282000": "internal error",
    "282003": "missing parameters: image",
    "282005": "batch processing error",
    "282006": "batch task limit reached",
    "282100": "image transcode error",
    "282101": "image split limit reached",
    "282102": "target detect error",
    "282103": "target recognize error",
    "282110": "urls not exit",
    "282111": "url format illegal",
    "282112": "url download timeout",
    "282113": "url response invalid",
    "282114": "url size error",
    "282808": "request id: 1 not exist",
    "282809": "result type error",
    "282810": "image recognize error",
    "283300": "batch processing error",
    "336000": "internal server error",
    "336001": "invalid argument",
}


@dataclass(frozen=True, slots=True)
class _Interface:
    """What the document of one interface allows."""

    most_encoded: int
    longest_side: int
    sources: tuple[str, ...]
    """By precedence."""


_INTERFACES: Final = {
    FOREIGN_PATH: _Interface(4_000_000, 4096, ("image", "url", "pdf_file")),
    GENERAL_PATH: _Interface(10_000_000, 8192, ("image", "url", "pdf_file", "ofd_file")),
}


class _No(Exception):
    """An error of the table."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FakeBaidu:
    """Answers requests; may be told how to behave by its attributes at any time.

    Attributes:
        clock: seconds; tests turn it.
        token_life_s: of the tokens given from now on.
        per_second: calls a second, None for any number.
        enabled: the interfaces that the account may use.
        calls: how many calls were answered with a result, by path.
        tokens_given: how many tokens were given.
        delay_s: how long a token takes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.token_life_s = 2_592_000
        self.per_second: int | None = None
        self.enabled = set(_INTERFACES)
        self.calls: dict[str, int] = dict.fromkeys(_INTERFACES, 0)
        self.tokens_given = 0
        self.delay_s = 0.0
        self._tokens: dict[str, float] = {}
        self._expected: list[str] = []
        self._times: list[float] = []
        self._known: dict[str, Callable[[], Sequence[Specimen]]] = {}
        self._lock = threading.Lock()

    def know(self, data: bytes, *pages: Specimen) -> None:
        """Answer this file with what is true of its pages."""
        self._known[hashlib.sha256(data).hexdigest()] = lambda: pages

    def know_samples(self) -> None:
        """Answer the sample cards with what is true of them; they are drawn anew when asked for."""
        for sample in SAMPLES:
            data = (FOLDER / sample.name).read_bytes()
            self._known[hashlib.sha256(data).hexdigest()] = sample.pages

    def fail(self, code: str, times: int = 1) -> None:
        """Answer the next calls of the card interfaces with this error of the table."""
        self._expected += [code] * times

    def expire_tokens(self) -> None:
        """Every token given so far has run out (111)."""
        self._tokens = dict.fromkeys(self._tokens, self.clock() - 1)

    def revoke_tokens(self) -> None:
        """Nothing is known of any token given so far (110)."""
        self._tokens.clear()

    def __call__(self, request: FakeRequest) -> FakeAnswer:
        """The answer to one request."""
        if request.path == TOKEN_PATH:
            return self._token(request)
        try:
            interface = _INTERFACES.get(request.path)
            if interface is None or request.method != "POST":
                raise _No("3")
            with self._lock:
                self._admit(request)
            return self._card(request, interface)
        except _No as no:
            # The error sample of the documents gives the number as a text.
            return _json({"error_code": int(no.code), "error_msg": MESSAGES[no.code], "log_id": str(FOREIGN_LOG_ID)})

    def _token(self, request: FakeRequest) -> FakeAnswer:
        time.sleep(self.delay_s)
        said = {name: values[-1] for name, values in request.query.items()}
        if said.get("grant_type") != "client_credentials":
            return _json(
                {"error": "unsupported_grant_type", "error_description": "The grant type is not supported"}, 400
            )
        if said.get("client_id") != API_KEY:
            return _json({"error": "invalid_client", "error_description": "unknown client id"}, 401)
        if said.get("client_secret") != SECRET_KEY:
            return _json({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        with self._lock:
            self.tokens_given += 1
            token = f"24.fake{self.tokens_given:06d}.{self.token_life_s}"
            self._tokens[token] = self.clock() + self.token_life_s
        told = {
            "access_token": token,
            "expires_in": self.token_life_s,
            "refresh_token": f"25.{token}",
            "scope": "public brain_all_scope",
            "session_key": "",
            "session_secret": "",
        }
        return _json(told)

    def _admit(self, request: FakeRequest) -> None:
        token = request.query.get("access_token", [""])[-1]
        if not token:
            raise _No("100")
        if token not in self._tokens:
            raise _No("110")
        if self.clock() >= self._tokens[token]:
            raise _No("111")
        if request.path not in self.enabled:
            raise _No("6")
        now = self.clock()
        self._times = [each for each in self._times if now - each < 1.0]
        if self.per_second is not None and len(self._times) >= self.per_second:
            raise _No("18")
        self._times.append(now)
        if self._expected:
            raise _No(self._expected.pop(0))

    def _card(self, request: FakeRequest, interface: _Interface) -> FakeAnswer:
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
            raise _No("216101")
        values = _form(request.body)
        source = next((name for name in interface.sources if name in values), None)
        if source is None:
            raise _No("216101")
        extra: dict[str, str] = {}
        pages: Sequence[Specimen] = ()
        page = 0
        if source == "url":
            _check_url(unquote_plus(values["url"]))
        else:
            data = _decoded(values[source], interface)
            page, count = _checked(source, data, values, interface)
            pages = self._pages(data)
            # Both tables know the number of pages of a PDF alone, as a text.
            extra = {"pdf_file_size": str(count)} if source == "pdf_file" else {}
        self.calls[request.path] += 1
        known = pages[page - 1].cards if 0 < page <= len(pages) else None
        told = _foreign(known) if request.path == FOREIGN_PATH else _general(known)
        return _json({**told, **extra})

    def _pages(self, data: bytes) -> Sequence[Specimen]:
        found = self._known.get(hashlib.sha256(data).hexdigest())
        return found() if found is not None else ()


def fake() -> FakeBaidu:
    """What `python -m tests.fakes baidu` serves."""
    made = FakeBaidu()
    made.know_samples()
    return made


def _json(told: object, status: int = 200) -> FakeAnswer:
    body = json.dumps(told, ensure_ascii=False).encode()
    return FakeAnswer(status, {"Content-Type": "application/json;charset=utf-8"}, body)


def _form(body: bytes) -> dict[str, str]:
    """The values as sent, still percent-encoded: the documents limit them so."""
    try:
        pairs = [part.partition("=") for part in body.decode("ascii").split("&")]
    except UnicodeDecodeError:
        raise _No("216100") from None
    return {name: value for name, _, value in pairs if value}


def _decoded(value: str, interface: _Interface) -> bytes:
    """Base64 behind one percent-encoding: what was encoded twice still holds %, what was not encoded has blanks for +."""
    if len(value) > interface.most_encoded:
        raise _No("216202")
    try:
        data = base64.b64decode(unquote_plus(value), validate=True)
    except (binascii.Error, ValueError):
        raise _No("216201") from None
    if not data:
        raise _No("216200")
    return data


def _checked(source: str, data: bytes, values: Mapping[str, str], interface: _Interface) -> tuple[int, int]:
    """The page that is asked for and how many there are; of another form than its name says is nothing."""
    if source == "image":
        _check_image(data, interface)
        return 1, 1
    count = _pdf_pages(data) if source == "pdf_file" else _ofd_pages(data)
    asked = values.get(f"{source}_num", "1")
    if not re.fullmatch(r"[0-9]{1,6}", asked) or not 1 <= int(asked) <= count:
        raise _No("216100")
    return int(asked), count


def _check_image(data: bytes, interface: _Interface) -> None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            form, size = image.format, image.size
    except (UnidentifiedImageError, OSError, ValueError):
        raise _No("216201") from None
    if form not in {"JPEG", "PNG", "BMP"}:
        raise _No("216201")
    if min(size) < 15 or max(size) > interface.longest_side:
        raise _No("216202")


def _check_url(url: str) -> None:
    if not 0 < len(url.encode()) <= 1024:
        raise _No("282114")
    if not re.match(r"https?://\S+\Z", url):
        raise _No("282111")


def _pdf_pages(data: bytes) -> int:
    if not data.startswith(b"%PDF-"):
        raise _No("216201")
    return max(1, len(re.findall(rb"/Type\s*/Page\b", data)))


def _ofd_pages(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            whole = b"".join(archive.read(name) for name in names if name.endswith("Document.xml"))
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _No("216201") from None
    if "OFD.xml" not in names:
        raise _No("216201")
    return max(1, len(re.findall(rb"<(?:ofd:)?Page\s", whole)))


def _foreign(cards: tuple[TrueCard, ...] | None) -> dict[str, object]:
    words = FOREIGN_EXAMPLE
    if cards is not None:
        card = next((each for each in cards if each.document == "foreign_resident"), None)
        if card is None:
            raise _No("282103")
        words = _foreign_words(card)
    found = {label: [{"word": word}] for label, word in words.items()}
    return {"words_result": found, "words_result_num": len(found), "log_id": FOREIGN_LOG_ID}


_FOREIGN_LABELS: Final = {
    "name": "姓名",
    "expiry_date": "失效日期",
    "id_number": "证件号码",
    "birth_date": "出生日期",
    "issue_date": "签发日期",
    "nationality": "国籍",
    "nationality_code": "Nationality",
    "name_latin": "Name",
}


def _foreign_words(card: TrueCard) -> dict[str, str]:
    texts = {each.key: each.text for each in card.fields}
    chinese, _, latin = texts["sex"].partition("/")
    version = "2" if len(texts["id_number"]) == 18 else "1"
    words = {label: texts[key] for key, label in _FOREIGN_LABELS.items() if key in texts}
    return {**words, "性别": chinese, "Sex": latin, "证件版本": version}


_TITLES: Final = {
    "resident_id": "居民身份证",
    "residence_permit": "港澳台居民居住证",
    "foreign_resident": "外国人永久居留身份证",
    "passport": "护照",
}


def _general(cards: tuple[TrueCard, ...] | None) -> dict[str, object]:
    said = GENERAL_EXAMPLE if cards is None else tuple(_general_words(card) for card in cards)
    results = {
        str(number): {label: [{"words": word.split("\n")}] for label, word in words.items()}
        for number, words in enumerate(said)
    }
    return {"results": results, "log_id": GENERAL_LOG_ID}


def _general_words(card: TrueCard) -> dict[str, str]:
    """Labels as printed, the Chinese half of those in two languages; both ends of a validity in one."""
    if card.document == "certificate":
        return {each.label: each.text for each in card.fields}
    title = _TITLES.get(card.document)
    words = {"标题": title} if title else {}
    if card.document == "foreign_resident":
        return {**words, **_foreign_words(card)}
    for each in card.fields:
        label = each.label.partition("/")[0]
        if each.key in {"surname", "given_names"}:
            label = {"surname": "姓", "given_names": "名"}[each.key]
        words[label] = f"{words[label]}-{each.text}" if label in words else each.text
    return words
