"""What is sent to Baidu: one source of the image in a form, base64 once and percent-encoded once."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote

from carddesk.errors import ServiceError
from carddesk.language import mark, tr
from carddesk.services.contract import SourceKind
from carddesk.vendors.baidu.refusals import LONG_URL
from carddesk.vendors.dialect import Sent, Site
from carddesk.vendors.wire import WireRequest

MOST_URL_BYTES = 1024
"""Both documents, row `url`."""

_UNKNOWN_SOURCE = mark("This service cannot be given a file of this kind. Save it as an image and load that.")


def posted(path: str, sent: Sent, accepts: tuple[SourceKind, ...], site: Site) -> WireRequest:
    """The call without its token, which goes into the query.

    Exactly one of `image`, `url`, `pdf_file` and `ofd_file` is sent: of several, Baidu takes the first and drops the
    rest in silence.

    Raises:
        ServiceError: `bad_source`, the service takes no such file; `bad_url`, the address is empty or too long.
    """
    if sent.kind not in accepts:
        raise ServiceError("bad_source", tr(_UNKNOWN_SOURCE))
    return WireRequest(
        "POST",
        f"{site.base_url}{path}",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        body=_SOURCES[sent.kind](sent),
    )


def _image(sent: Sent) -> bytes:
    return b"image=" + encoded(sent.data)


def _pdf(sent: Sent) -> bytes:
    return b"pdf_file=" + encoded(sent.data) + b"&pdf_file_num=%d" % sent.page


def _ofd(sent: Sent) -> bytes:
    return b"ofd_file=" + encoded(sent.data) + b"&ofd_file_num=%d" % sent.page


def _url(sent: Sent) -> bytes:
    if not 0 < len(sent.data) <= MOST_URL_BYTES:
        raise ServiceError(LONG_URL.code, tr(LONG_URL.message))
    return b"url=" + quote(sent.data, safe="").encode("ascii")


_SOURCES: Mapping[SourceKind, Callable[[Sent], bytes]] = {"image": _image, "url": _url, "pdf": _pdf, "ofd": _ofd}


def encoded(data: bytes) -> bytes:
    """Base64, percent-encoded. Three replacements, since looking at ten million characters one by one takes a second."""
    return base64.b64encode(data).replace(b"+", b"%2B").replace(b"/", b"%2F").replace(b"=", b"%3D")
