"""Aliyun's market: its gateway, and behind it the seller who reads resident ID cards, by the seller's document."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from PIL import Image, UnidentifiedImageError

from tests.fakes.known import Known
from tests.fakes.server import FakeAnswer, FakeRequest
from tests.specimens import TrueCard

APP_CODE = "0123456789abcdef0123456789abcdef"
HELP = f"""CARDDESK_ALIYUN_APP_CODE={APP_CODE}
Sample resident cards are read as they are; any other image gets the document's example of both faces."""

MOST_BYTES = 8_000_000

BACK = {
    "type": "back",
    "authority": "北京市公安局西城分局",
    "issuing_date": "2004.10.27",
    "expiry_date": "2024.10.26",
}
ALL = {
    "type": "all",
    "authority": "北京市公安局西城分局",
    "issuing_date": "2004.10.27",
    "expiry_date": "2024.10.26",
    "name": "金阳",
    "sex": "女",
    "nation": "汉",
    "birth_date": "1978年10月27日",
    "year": "1978",
    "month": "10",
    "day": "27",
    "address": "北京市西城区复兴门外大街999号院11号楼3单元502室",
    "number": "110102197810272321",
}
"""The document's examples; that of a front alone is this one too."""

ERRORS: dict[str, str] = {
    "A400AC": "Invalid AppCode `not exists`",
    "A401AC": "Invalid AppCode",
    "A400MA": "Need authorization",
    "I403AA": "Unauthorized",
    "A403EP": "App authorization expired",
    "B403MQ": "Api Market Subscription quota exhausted",
    "B403ME": "Api Market Subscription expired",
    "B403MI": "Api Market Subscription invalid",
    "B403OD": "Provider overdue",
    "B403MO": "Provider overdue",
    "T429ID": "Throttled by INNER DOMAIN Flow Control",
    "T429IN": "Throttled by INSTANCE Flow Control",
    "T429GR": "Throttled by GROUP Flow Control",
    "T429PA": "Throttled by API Flow Control",
    "T429PR": "Throttled by PLUGIN Flow Control",
    "T429SR": "Throttled by SERVER Flow Control",
    "T429MR": "Throttled by MARKET Flow Control",
    "D503CB": "Backend circuit breaker",
    "D503BB": "Backend circuit breaker",
    "X503BZ": "Service busy",
    "X500ER": "Service busy",
    "D504TO": "Backend service timeout",
    "X504TO": "Backend service timeout",
    "D504CO": "Backend connection failed",
    "D504RE": "Backend response failed",
    "D504IL": "Backend response illegal",
    "D504CS": "Backend connection closed",
    "D502FC": "Backend failed",
    "N502RE": "Backend response failed",
    "I413RL": "Request body too large",
    "I400HD": "Invalid request header",
    "I400MH": "Invalid multipart header",
    "I400BD": "Invalid body",
    "I400PA": "Invalid path",
    "I400RU": "Invalid request URI",
    "I400CT": "Invalid content type",
    "I400SG": "Invalid signature",
    "I403PT": "Protocol not supported",
    "I404DO": "Domain not found",
    "I404NF": "API not found",
    "I405UM": "Unsupported method",
    "I410GG": "Group gone",
    "I413UL": "URL or headers too large",
    "X400PM": "Invalid parameter",
    "X403DG": "Forbidden",
    "X500AM": "Internal error",
    "X500ED": "Internal error",
}
OLD_WORDS = (
    "Throttled by USER Flow Control",
    "Throttled by APP Flow Control",
    "Throttled by API Flow Control",
    "Throttled by DOMAIN Flow Control",
    "Quota Exhausted",
    "Quota Expired",
    "User Arrears",
    "Expiry of Authorization",
)
"""What older gateways say with HTTP 403 and no code."""


@dataclass(slots=True)
class AliyunFake:
    """Answers requests; everything it knows can be changed by the test.

    Attributes:
        refusals: codes of `ERRORS` or words of `OLD_WORDS` with which the next calls are refused, one each.
        data: what unknown images give.
        calls_left: of the pack that was bought; None is plenty.
    """

    known: Known = field(default_factory=Known)
    refusals: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=lambda: dict(ALL))
    calls_left: int | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: FakeRequest) -> FakeAnswer:
        """One request, one answer."""
        with self._lock:
            answer = self._gateway(request)
            request_id = f"{next(self._numbers):08X}-0000-4000-8000-000000000000"
            return FakeAnswer(answer.status, {"X-Ca-Request-Id": request_id} | answer.headers, answer.body)

    def _gateway(self, request: FakeRequest) -> FakeAnswer:
        if code := self._objection(request):
            return error(code) if code in ERRORS else old_error(code)
        if self.calls_left is not None:
            self.calls_left -= 1
        try:
            return seller_says(200, "请求成功", self._read(request.body))
        except ValueError as fault:
            return seller_says(500, f"请求失败，{fault}")

    def _objection(self, request: FakeRequest) -> str:
        word = request.headers.get("authorization", "")
        content_type = request.headers.get("content-type")
        objections = (
            ("I404NF", not request.path.endswith("/idcard/ocr")),
            ("I405UM", request.method != "POST"),
            ("I413RL", len(request.body) > MOST_BYTES),
            ("A400MA", not word.startswith("APPCODE ")),
            ("A401AC", word != f"APPCODE {APP_CODE}"),
            ("B403MQ", self.calls_left == 0),
            ("I400HD", content_type != "application/json; charset=utf-8"),
        )
        found = next((code for code, holds in objections if holds), "")
        return found or (self.refusals.pop(0) if self.refusals else "")

    def _read(self, body: bytes) -> dict[str, str]:
        image = _asked(body)
        if re.fullmatch(r"https?://\S+", image):
            return self.data
        cards = self.known.cards(_bytes_of(image))
        if cards and all(card.document != "resident_id" for card in cards):
            raise ValueError("未识别到身份证")
        return data_of(cards) if cards else self.data


def fake() -> AliyunFake:
    """What answers, for a server started by hand."""
    return AliyunFake()


def error(code: str) -> FakeAnswer:
    """The gateway's answer with one of its codes: everything is in the headers, the body is empty."""
    headers = {
        "Content-Type": "application/octet-stream",
        "X-Ca-Error-Code": code,
        "X-Ca-Error-Message": ERRORS[code],
    }
    return FakeAnswer(int(code[1:4]), headers | ({"Retry-After": "2"} if code.startswith("T") else {}), b"")


def old_error(words: str) -> FakeAnswer:
    """The answer of an older gateway: always 403, and words without a code."""
    return FakeAnswer(403, {"X-Ca-Error-Message": words}, b"")


def seller_says(status: int, words: str, data: object = None) -> FakeAnswer:
    """The seller's answer: HTTP 200 whatever happened, the real status inside."""
    body = {"status": status, "msg": words} | ({} if data is None else {"data": data})
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return FakeAnswer(200, headers, json.dumps(body, ensure_ascii=False).encode())


def data_of(cards: Sequence[TrueCard]) -> dict[str, str]:
    """What the seller says of cards whose truth is known."""
    faces = {card.face: card for card in cards if card.document == "resident_id"}
    data = {"type": "all" if len(faces) == 2 else "front" if "portrait" in faces else "back"}
    if emblem := faces.get("emblem"):
        data["authority"] = emblem.field("issuing_authority").text
        data["issuing_date"] = emblem.field("issue_date").text
        data["expiry_date"] = emblem.field("expiry_date").text
    if portrait := faces.get("portrait"):
        year, month, day = portrait.field("birth_date").value.split("-")
        data |= {
            "name": portrait.field("name").text,
            "sex": portrait.field("sex").text,
            "nation": portrait.field("ethnicity").text,
            "birth_date": f"{year}年{int(month)}月{int(day)}日",
            "year": year,
            "month": str(int(month)),
            "day": str(int(day)),
            "address": portrait.field("address").text,
            "number": portrait.field("id_number").text,
        }
    return data


def _asked(body: bytes) -> str:
    try:
        asked = json.loads(body)
    except ValueError as fault:
        raise ValueError("参数不是 JSON") from fault
    image = asked.get("image") if isinstance(asked, dict) else None
    if not isinstance(image, str) or not image:
        raise ValueError("缺少必要参数: image")
    if set(asked) != {"image"}:
        raise ValueError("多余的参数")
    return image


def _bytes_of(image: str) -> bytes:
    """The bytes of a data URI, whose MIME type must be what they are."""
    found = re.fullmatch(r"data:(image/[a-z]+);base64,([A-Za-z0-9+/]+=*)", image)
    if not found:
        raise ValueError("图片内容错误")
    try:
        data = base64.b64decode(found[2], validate=True)
        with Image.open(io.BytesIO(data)) as opened:
            form = Image.MIME.get(opened.format or "")
    except (binascii.Error, UnidentifiedImageError) as fault:
        raise ValueError("图片内容错误") from fault
    if form != found[1]:
        raise ValueError("图片类型错误")
    return data
