"""Event bodies of every kind, with all that a reading can hold, for property tests."""

from hypothesis import strategies as st

from carddesk.cards import erasures, events
from carddesk.cards.basis import Basis
from carddesk.cards.case import Status
from carddesk.cards.erasures import Sent
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading

texts = st.text(max_size=12)
keys = st.sampled_from(["name", "sex", "证号", "id_number"])
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
points = st.tuples(numbers, numbers)
quads = st.builds(Quad, points, points, points, points)
flags = st.builds(
    Flag,
    st.sampled_from(FlagCode),
    st.sampled_from(Level),
    texts,
    st.none() | keys,
    st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)
flag_tuples = st.lists(flags, max_size=2).map(tuple)
codes = st.lists(st.sampled_from([code.value for code in FlagCode]), max_size=3).map(tuple)
fields = st.builds(
    Field,
    key=keys,
    label=texts,
    text=texts,
    value=texts,
    quad=st.none() | quads,
    confidence=st.none() | numbers,
    char_confidences=st.lists(numbers, max_size=3).map(tuple),
    quality=st.none() | numbers,
    located_by=st.sampled_from([None, "vendor", "local"]),
    flags=flag_tuples,
)
faces = st.sampled_from(["portrait", "emblem", "page"])
readings = st.builds(
    Reading,
    service=texts,
    document=texts,
    face=faces,
    fields=st.lists(fields, max_size=3).map(tuple),
    index=st.integers(0, 9),
    card_quad=st.none() | quads,
    completeness=st.none() | st.integers(0, 2),
    request_id=st.none() | texts,
    elapsed_ms=st.integers(0, 10**6),
    flags=flag_tuples,
    raw=texts,
)
addresses = st.text("0123456789abcdef", min_size=64, max_size=64)
sizes = st.integers(0, 10**5)

cases = st.integers(1, 9)
added = st.builds(
    events.ImageAdded, addresses, texts, st.integers(1, 9), st.integers(0, 9), sizes, sizes, st.none() | faces, cases
) | st.builds(events.ImageAdded, addresses, texts, frame=st.none() | quads, split_from=cases)
framed = st.builds(
    events.ImageFramed,
    addresses,
    st.integers(1, 9),
    st.none() | quads,
    st.sampled_from(["hand", "found", "split", "turn"]),
    texts,
    cases,
    st.lists(cases, max_size=3).map(tuple),
)
said = st.lists(
    st.builds(events.FieldSaid, keys, texts, texts, st.booleans(), codes, texts, texts, st.none() | quads), max_size=2
).map(tuple)
ways = st.sampled_from(["image", "order", "name", "content", "hand"])
faces_events = st.one_of(
    st.builds(
        events.FacesPaired,
        cases,
        ways,
        added,
        st.none() | readings,
        said,
        texts,
        basis=st.none() | st.builds(Basis, texts, texts),
    ),
    st.builds(events.FaceGiven, cases, ways, texts),
    st.builds(events.FacesParted, cases, st.lists(keys, max_size=2).map(tuple), texts),
    st.builds(events.FaceReturned, cases, said, texts),
)

scopes = st.sampled_from(["case", "desk"])

causes = st.sampled_from(["retention", "request", "hand"])
hashes = st.lists(addresses, max_size=2).map(tuple)
places = st.lists(st.integers(1, 99), max_size=3).map(tuple)
sent = st.lists(st.builds(Sent, st.integers(1, 99), texts), max_size=2).map(tuple)
statuses = st.sampled_from([status.value for status in Status])
erased = st.one_of(
    st.builds(
        erasures.CaseErased, causes, statuses, st.none() | texts, st.integers(0, 99), hashes, hashes, sent, places
    ),
    st.builds(erasures.LinesErased, causes, cases, places),
    st.builds(erasures.ImagesErased, causes, hashes),
)

judgements = st.one_of(
    st.builds(events.FieldConfirmed, keys, texts, codes),
    st.builds(events.FieldCorrected, keys, texts, texts, texts),
    st.builds(events.CaseAccepted, codes),
    st.builds(events.CaseRejected, texts),
    st.just(events.CasePostponed()),
    st.just(events.CaseReopened()),
    st.builds(events.BasisCorrected, texts, texts, texts, texts),
)
happenings = st.one_of(
    added,
    st.builds(events.BasisNoted, texts, texts, texts),
    faces_events,
    framed,
    st.builds(events.SplitOff, cases, texts),
    st.builds(events.ImageRefused, texts, st.integers(1, 9), texts, texts),
    st.builds(events.ReadingArrived, readings, addresses, frame=st.none() | quads),
    st.builds(events.ReadingFailed, texts, addresses, texts, texts, st.booleans(), st.none() | texts),
    st.builds(events.CaseExported, texts, texts, st.sampled_from(["row", "history", "person"])),
    st.builds(events.ValuesShown, scopes, st.lists(keys, max_size=3).map(tuple)),
    st.builds(events.ValuesHidden, scopes),
    st.builds(events.CaseTakenOver, sizes, addresses),
    st.builds(
        events.EditsSetAside, st.lists(st.builds(events.SetAside, texts, texts, keys, texts), max_size=2).map(tuple)
    ),
    st.builds(events.DeskUnlocked, st.sampled_from(["idle", "key"]), st.integers(0, 10**6)),
)
marks = st.one_of(st.builds(events.Undone, st.integers(1, 99)), st.builds(events.Redone, st.integers(1, 99)))

bodies = st.one_of(judgements, happenings, marks, erased)
