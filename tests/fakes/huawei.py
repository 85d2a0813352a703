"""Huawei Cloud's OCR gateway and IAM in one, by the document of the service and what is known of signing and tokens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import io
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import quote, unquote

from PIL import Image, UnidentifiedImageError

from tests.fakes.known import Known
from tests.fakes.server import FakeAnswer, FakeRequest
from tests.specimens import TrueCard

ACCESS_KEY = "AKEXAMPLE00000000001"
SECRET_KEY = "SkExampleSecret0123456789abcdefghijklmnop"
USERNAME, PASSWORD, DOMAIN = "desk", "desk-password-example", "example-account"
REGION = "ap-southeast-1"
PROJECT = "0123456789abcdef0123456789abcdef"

HELP = f"""It is IAM too: --set vendors.huawei.iam_url=<the same address>
CARDDESK_HUAWEI_ACCESS_KEY={ACCESS_KEY} CARDDESK_HUAWEI_SECRET_KEY={SECRET_KEY}
or CARDDESK_HUAWEI_USERNAME={USERNAME} CARDDESK_HUAWEI_PASSWORD={PASSWORD} CARDDESK_HUAWEI_DOMAIN={DOMAIN}
Sample cards are read as they are (passports and national IDs); any other image gets the document's example."""

MOST_BYTES = 10_000_000
LOCK_AFTER, LOCKED_FOR = 5, timedelta(minutes=5)
SKEW = timedelta(minutes=15)
TOKEN_LIFE = timedelta(hours=24)

TABLE_1 = {
    **{key: {"PP", "DL", "ID"} for key in ("VNM", "PHL", "ALB")},
    **{key: {"PP"} for key in ("IND", "BRA", "IDN", "MYS", "NGA", "PAK", "RUS", "TWN", "UKR")},
    **{key: {"ID", "PP"} for key in ("THA", "CHL")},
    "HKG": {"ID"},
}
EXAMPLE = {"country_region": "ALB", "id_type": "PP", "side": "front"}

ERRORS: dict[str, tuple[int, str]] = {
    "AIS.0101": (400, "The input parameter is invalid."),
    "AIS.0102": (400, "The image format is not supported."),
    "AIS.0103": (400, "The image size does not meet the requirements."),
    "AIS.0104": (400, "Unsupported image type or poor image quality."),
    "AIS.0105": (500, "Recognition failed."),
    "AIS.0122": (400, "Two cards of the same side."),
    "ModelArts.0203": (401, "Invalid token."),
    "ModelArts.4101": (401, "Token is empty."),
    "ModelArts.4102": (401, "Token cannot be parsed."),
    "ModelArts.4103": (401, "Token is invalid."),
    "ModelArts.4104": (400, "The length of the body is too long."),
    "ModelArts.4105": (400, "The JSON of the body is invalid."),
    "ModelArts.4106": (403, "The account is restricted."),
    "ModelArts.4107": (401, "Temporary AK/SK error."),
    "ModelArts.4201": (404, "The URL is wrong."),
    "ModelArts.4202": (403, "No permission."),
    "ModelArts.4203": (403, "No permission."),
    "ModelArts.4204": (403, "The API is not subscribed."),
    "ModelArts.4301": (500, "Backend error."),
    "ModelArts.4302": (500, "Backend error."),
    "ModelArts.4401": (403, "The maximum concurrency is reached."),
    "ModelArts.4402": (500, "Backend error."),
    "ModelArts.4502": (500, "Backend error."),
    "ModelArts.4503": (404, "The service does not exist."),
    "ModelArts.4504": (404, "The API does not exist."),
    "ModelArts.4505": (500, "Backend error."),
    "ModelArts.4506": (404, "The API is stopped."),
    "ModelArts.4508": (404, "The API is stopped."),
    "ModelArts.4601": (400, "The URL is not allowed."),
    "ModelArts.4603": (400, "The file cannot be downloaded."),
    "ModelArts.4702": (403, "No agency for OBS."),
    "ModelArts.4703": (400, "The OBS URL is wrong."),
    "ModelArts.4704": (400, "The OBS object cannot be fetched."),
    "ModelArts.4705": (400, "The OBS object is too large."),
    "ModelArts.4706": (404, "The OBS object does not exist."),
    "ModelArts.6201": (403, "The account is frozen."),
    "APIG.0101": (404, "The API does not exist or has not been published in the environment"),
    "APIG.0201": (504, "Backend timeout"),
    "APIG.0301": (401, "Incorrect IAM authentication information: verify aksk signature fail"),
    "APIG.0307": (401, "The token must be updated."),
    "APIG.0308": (429, "The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 minute"),
    "APIGW.0301": (401, "Incorrect IAM authentication information: signature"),
    "APIGW.0303": (401, "Incorrect app authentication information: x-sdk-date is out of range"),
}


@dataclass(slots=True)
class Refusal(Exception):
    code: str
    detail: str = ""


@dataclass(slots=True)
class HuaweiFake:
    """Answers requests; everything it knows can be changed by the test.

    Attributes:
        now: its clock.
        refusals: codes of `ERRORS` with which the next calls of the service are refused, one each.
        tokens: the moments at which tokens end.
        says_project: whether the answer with a token names its project.
        confidence: `map`, `number`, or empty for none.
        failures: wrong signatures in a row; five lock the key.
        enterprise_projects: the values of that header as they came.
        logins: how often IAM was asked for a token.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    known: Known = field(default_factory=Known)
    refusals: list[str] = field(default_factory=list)
    tokens: dict[str, datetime] = field(default_factory=dict)
    says_project: bool = True
    confidence: str = "map"
    failures: int = 0
    locked_until: datetime | None = None
    enterprise_projects: list[str] = field(default_factory=list)
    logins: int = 0
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def expire_tokens(self) -> None:
        """Every token that was given out ends now."""
        with self._lock:
            self.tokens = dict.fromkeys(self.tokens, self.now())

    def __call__(self, request: FakeRequest) -> FakeAnswer:
        """One request, one answer."""
        with self._lock:
            identity = request.path.endswith(("/v3/auth/tokens", "/v3/projects"))
            answer = self._iam(request) if identity else self._gateway(request)
            headers = {"Content-Type": "application/json", "X-Request-Id": f"{next(self._numbers):032x}"}
            return FakeAnswer(answer.status, headers | answer.headers, answer.body)

    def _iam(self, request: FakeRequest) -> FakeAnswer:
        if request.path.endswith("/v3/auth/tokens"):
            return self._login(request) if request.method == "POST" else _iam_error(404, "Not Found")
        if request.method != "GET":
            return _iam_error(404, "Not Found")
        try:
            self._authorise(request)
        except Refusal:
            return _iam_error(401, "The request you have made requires authentication.")
        project = {"id": PROJECT, "name": REGION, "domain_id": "d" * 32, "enabled": True, "is_domain": False}
        wanted = request.query.get("name", [REGION])
        return _json(200, {"links": {}, "projects": [project] if wanted == [REGION] else []})

    def _login(self, request: FakeRequest) -> FakeAnswer:
        self.logins += 1
        if request.headers.get("content-type") != "application/json":
            return _iam_error(400, "The Content-Type must be application/json.")
        try:
            auth = json.loads(request.body)["auth"]
            identity, scope = auth["identity"], auth["scope"]["project"]
            user = identity["password"]["user"]
            person = user["name"], user["password"], user["domain"]["name"]
        except (ValueError, KeyError, TypeError):
            return _iam_error(400, "Expecting to find auth in request body.")
        if identity["methods"] != ["password"]:
            return _iam_error(400, "The method is not supported.")
        if person != (USERNAME, PASSWORD, DOMAIN):
            return _iam_error(401, "The username or password is wrong.")
        if scope not in ({"name": REGION}, {"id": PROJECT}):
            return _iam_error(401, "The project does not exist.")
        token = f"MIIF{next(self._numbers):06d}" + "A" * 4000
        self.tokens[token] = self.now() + TOKEN_LIFE
        told: dict[str, object] = {
            "methods": ["password"],
            "issued_at": self.now().strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
            "expires_at": self.tokens[token].strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        }
        if self.says_project:
            told["project"] = {"id": PROJECT, "name": REGION, "domain": {"name": DOMAIN}}
        return FakeAnswer(201, {"X-Subject-Token": token}, json.dumps({"token": told}).encode())

    def _gateway(self, request: FakeRequest) -> FakeAnswer:
        try:
            found = re.fullmatch(r"(?:/.*)?/v2/([^/]+)/ocr/id-document", request.path)
            if not found or request.method != "POST":
                raise Refusal("APIG.0101")
            self._authorise(request)
            if self.refusals:
                raise Refusal(self.refusals.pop(0))
            if found[1] != PROJECT:
                raise Refusal("ModelArts.4203", "project")
            if "enterprise-project-id" in request.headers:
                self.enterprise_projects.append(request.headers["enterprise-project-id"])
            return _json(200, {"result": self._result(_asked(request))})
        except Refusal as refusal:
            return error(refusal.code, refusal.detail)

    def _authorise(self, request: FakeRequest) -> None:
        if token := request.headers.get("x-auth-token"):
            if self.tokens.get(token, datetime.min.replace(tzinfo=UTC)) <= self.now():
                raise Refusal("APIG.0301", "Incorrect IAM authentication information: token expires")
            return
        if self.locked_until and self.now() < self.locked_until:
            raise Refusal("APIG.0301", "locked")
        try:
            verify(request, {ACCESS_KEY: SECRET_KEY}, self.now())
        except Refusal:
            self.failures += 1
            if self.failures >= LOCK_AFTER:
                self.locked_until = self.now() + LOCKED_FOR
            raise
        self.failures = 0

    def _result(self, body: Mapping[str, object]) -> dict[str, object]:
        data = b"" if "url" in body else _image(body["image"])
        cards = [card for card in self.known.cards(data) if card.document in _TYPES] if data else []
        if data and self.known.cards(data) and not cards:
            raise Refusal("AIS.0104")
        result: dict[str, object] = self._of_card(cards[0]) if cards else {**EXAMPLE}
        countries, types = body.get("country_region") or [], body.get("id_type") or []
        assert isinstance(countries, list)
        assert isinstance(types, list)
        if (countries and result["country_region"] not in countries) or (types and result["id_type"] not in types):
            raise Refusal("AIS.0104")
        if result["country_region"] == "VNM" and "VNM" not in countries:
            raise Refusal("AIS.0104")
        if body.get("return_portrait_image") is True:
            result["portrait_image"] = portrait()
        return result

    def _of_card(self, card: TrueCard) -> dict[str, object]:
        values = {each.key: each.value for each in card.fields}
        result: dict[str, object] = {
            "country_region": values.get("nationality_code", "ALB"),
            "id_type": _TYPES[card.document],
            "side": "front",
        }
        result |= {theirs: values[ours] for theirs, ours in _KEYS.items() if ours in values}
        if self.confidence == "map":
            result["confidence"] = {theirs: 0.9876 for theirs in _KEYS if theirs in result}
        elif self.confidence:
            result["confidence"] = 0.9876
        return result


_TYPES = {"passport": "PP", "driving_licence": "DL", "national_id": "ID"}
_KEYS = {
    "first_name": "given_names",
    "last_name": "surname",
    "sex": "sex",
    "nationality": "nationality_code",
    "birth_date": "birth_date",
    "issue_date": "issue_date",
    "expiry_date": "expiry_date",
    "document_number": "document_number",
    "address": "address",
    "issuing_authority": "issuing_authority",
}


def fake() -> HuaweiFake:
    """What answers, for a server started by hand."""
    return HuaweiFake()


def error(code: str, detail: str = "") -> FakeAnswer:
    """The answer with one of the documented codes."""
    status, words = ERRORS[code]
    answer = _json(status, {"error_code": code, "error_msg": detail or words, "request_id": "a" * 32})
    return FakeAnswer(status, answer.headers | ({"Retry-After": "3"} if status == 429 else {}), answer.body)


def portrait() -> str:
    """A small JPEG in base64, as `portrait_image` has it."""
    stream = io.BytesIO()
    Image.new("RGB", (26, 32), (200, 180, 170)).save(stream, "JPEG")
    return base64.b64encode(stream.getvalue()).decode()


def verify(request: FakeRequest, keys: Mapping[str, str], now: datetime) -> None:
    """Check the signature of a request as the gateway does.

    Raises:
        Refusal: what the gateway would say.
    """
    word = re.fullmatch(
        r"SDK-HMAC-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
        request.headers.get("authorization", ""),
    )
    stamp = request.headers.get("x-sdk-date", "")
    if not word or not re.fullmatch(r"\d{8}T\d{6}Z", stamp):
        raise Refusal("APIG.0301", "Incorrect IAM authentication information")
    if abs(now - datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)) > SKEW:
        raise Refusal("APIGW.0303")
    access, names, given = word.groups()
    if access not in keys or "x-sdk-date" not in names.split(";") or names.split(";") != sorted(names.split(";")):
        raise Refusal("APIG.0301")
    plain = request.headers.get("content-type", "application/json") in {"application/json", "application/bson"}
    body_hash = hashlib.sha256(request.body).hexdigest() if plain else "UNSIGNED-PAYLOAD"
    if not plain and request.headers.get("x-sdk-content-sha256") != body_hash:
        raise Refusal("APIG.0301")
    path = "/".join(quote(unquote(each), safe="~") for each in request.path.split("/"))
    path += "" if path.endswith("/") else "/"
    pairs = sorted((key, value) for key, values in request.query.items() for value in values)
    lines = [request.method, path, "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in pairs)]
    lines += [f"{name}:{request.headers.get(name, '').strip()}" for name in names.split(";")]
    text = "\n".join([*lines, "", names, body_hash])
    to_sign = "\n".join(["SDK-HMAC-SHA256", stamp, hashlib.sha256(text.encode()).hexdigest()])
    expected = hmac.digest(keys[access].encode(), to_sign.encode(), "sha256").hex()
    if expected != given:
        raise Refusal("APIG.0301")


def _asked(request: FakeRequest) -> dict[str, object]:
    if request.headers.get("content-type") != "application/json":
        raise Refusal("ModelArts.4105", "Content-Type")
    if len(request.body) > MOST_BYTES:
        raise Refusal("ModelArts.4104")
    try:
        body = json.loads(request.body)
    except ValueError as fault:
        raise Refusal("ModelArts.4105") from fault
    if not isinstance(body, dict):
        raise Refusal("ModelArts.4105")
    unknown = set(body) - {"image", "url", "country_region", "id_type", "return_portrait_image"}
    if unknown or ("image" in body) == ("url" in body) or not isinstance(body.get("return_portrait_image", True), bool):
        raise Refusal("AIS.0101")
    for key, allowed in (("country_region", set(TABLE_1)), ("id_type", {"PP", "DL", "ID"})):
        listed = body.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) and each in allowed for each in listed):
            raise Refusal("AIS.0101", key)
    if "url" in body and not re.fullmatch(r"https?://[^\s]+", str(body["url"])):
        raise Refusal("ModelArts.4601")
    return body


def _image(text: object) -> bytes:
    try:
        data = base64.b64decode(str(text), validate=True)
        with Image.open(io.BytesIO(data)) as image:
            form, size = image.format, image.size
    except (binascii.Error, ValueError, UnidentifiedImageError) as fault:
        raise Refusal("AIS.0102") from fault
    if form not in {"JPEG", "PNG", "BMP", "TIFF"}:
        raise Refusal("AIS.0102")
    if min(size) < 100 or max(size) > 8192:
        raise Refusal("AIS.0103")
    return data


def _json(status: int, body: object) -> FakeAnswer:
    return FakeAnswer(status, {}, json.dumps(body, ensure_ascii=False).encode())


def _iam_error(status: int, words: str) -> FakeAnswer:
    title = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}[status]
    return _json(status, {"error": {"code": status, "message": words, "title": title}})
