"""XML from the network: hostile documents are refused, others are read whatever prefixes they use."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.capture.scanner.escl.abilities import abilities
from carddesk.capture.scanner.escl.documents import BadDocument, document
from carddesk.capture.scanner.escl.standing import standing
from tests.fakes.escl import documents
from tests.fakes.escl.documents import PWG, SCAN, Build, JobLine

CAPABILITIES = documents.capabilities(Build(), "Specimen", "8a5d")
STATUS = documents.status("Idle", "ScannerAdfLoaded", [JobLine("/1", "1", "Completed", "Ok", 1)], ("pwg", "scan"))
ROOT = f'<scan:ScannerStatus xmlns:scan="{SCAN}" xmlns:pwg="{PWG}">'

HOSTILE = {
    "a thousand million laughs": (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
        f"{ROOT}<pwg:State>&c;</pwg:State></scan:ScannerStatus>"
    ),
    "a file of this machine": (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{ROOT}<pwg:State>&a;</pwg:State></scan:ScannerStatus>'
    ),
    "a document type from elsewhere": f'<!DOCTYPE x SYSTEM "http://elsewhere.invalid/x.dtd">{ROOT}</scan:ScannerStatus>',
    "an entity that nobody knows": f"{ROOT}<pwg:State>&a;</pwg:State></scan:ScannerStatus>",
    "an abyss": ROOT + "<pwg:a>" * 50_000 + "</pwg:a>" * 50_000 + "</scan:ScannerStatus>",
    "a flood": ROOT + " " * 1_000_000 + "</scan:ScannerStatus>",
    "no namespace": "<ScannerStatus><State>Idle</State></ScannerStatus>",
    "a namespace of others": '<ScannerStatus xmlns="http://elsewhere.invalid/"><State>Idle</State></ScannerStatus>',
    "an unbound prefix": "<scan:ScannerStatus/>",
    "another document": CAPABILITIES.decode(),
    "a web page": "<!DOCTYPE html><html><body>Sign in</body></html>",
    "an unknown encoding": f'<?xml version="1.0" encoding="utf-17"?>{ROOT}</scan:ScannerStatus>',
    "an encoding of several bytes": f'<?xml version="1.0" encoding="gb18030"?>{ROOT}</scan:ScannerStatus>',
    "half a document": STATUS.decode()[:200],
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_documents_are_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(BadDocument):
        standing(text.encode())
    assert time.perf_counter() - began < 1.0


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    for read in (abilities, standing):
        with pytest.raises(BadDocument):
            read(data)


@given(st.data())
def test_a_document_with_damage_is_read_or_refused(data: st.DataObject) -> None:
    for read, whole in ((abilities, CAPABILITIES), (standing, STATUS)):
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, min(len(whole), start + 40)))
        damage = data.draw(
            st.binary(max_size=20) | st.sampled_from([b"-1", b"99999999999", b"\xc2\xb2", b"</", b"0", b"NaN"])
        )
        try:
            read(whole[:start] + damage + whole[end:])
        except BadDocument:
            continue


@given(
    st.tuples(*[st.from_regex(r"[a-z]{1,8}", fullmatch=True)] * 2).filter(
        lambda both: both[0] != both[1] and "xml" not in both
    )
)
@settings(max_examples=20)
def test_prefixes_mean_nothing(prefixes: tuple[str, str]) -> None:
    build = Build(prefixes=prefixes)
    assert abilities(documents.capabilities(build, "S", "8a5d")) == abilities(
        documents.capabilities(Build(), "S", "8a5d")
    )
    assert standing(documents.status("Idle", "ScannerAdfJam", [], prefixes)).feeder == "ScannerAdfJam"


def test_elements_of_other_namespaces_are_none_of_ours() -> None:
    text = f'{ROOT}<v:State xmlns:v="http://vendor.invalid/">Down</v:State><pwg:State>Idle</pwg:State></scan:ScannerStatus>'
    assert standing(text.encode()).state == "Idle"


def test_later_revisions_of_the_namespaces_and_a_blank_line_in_front_are_taken() -> None:
    later = STATUS.replace(b"2011/05/03", b"2031/05/03").replace(b"2010/12", b"2032/12")
    assert standing(b"\r\n" + later) == standing(STATUS)


def test_a_document_is_known_by_its_name() -> None:
    with pytest.raises(BadDocument, match="ScannerCapabilities, not ScannerStatus"):
        document(CAPABILITIES, "ScannerStatus")
