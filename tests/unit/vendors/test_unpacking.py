"""An answer is unpacked as its header says, and never grows beyond what is allowed, however small it comes."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.vendors.unpacking import BadPacking, Unpacking


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


def unpacked(packed: bytes, encoding: str, most: int, step: int) -> bytes:
    coming = Unpacking(encoding, most)
    for at in range(0, len(packed), step):
        coming.take(packed[at : at + step])
    return coming.whole()


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACKERS)), st.integers(1, 500))
def test_whatever_was_packed_comes_out_in_whatever_pieces_it_came(data: bytes, encoding: str, step: int) -> None:
    assert unpacked(PACKERS[encoding](data), encoding, len(data), step) == data


@given(st.binary(min_size=1, max_size=3000), st.integers(1, 500))
def test_deflate_may_lack_its_header(data: bytes, step: int) -> None:
    assert unpacked(bare(data), "deflate", len(data), max(step, 2)) == data


@pytest.mark.parametrize("encoding", sorted(PACKERS))
def test_one_byte_more_than_allowed_is_refused(encoding: str) -> None:
    packed = PACKERS[encoding](bytes(5000))
    assert unpacked(packed, encoding, 5000, 100) == bytes(5000)
    with pytest.raises(BadPacking):
        unpacked(packed, encoding, 4999, 100)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "compress", "gzip,identity"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(BadPacking):
        Unpacking(encoding, 100)


@pytest.mark.parametrize("packed", [gzip.compress(b"card")[:-3], b"not packed", gzip.compress(b"card" * 99)[:20]])
def test_what_is_cut_off_or_not_packed_is_refused(packed: bytes) -> None:
    with pytest.raises(BadPacking):
        unpacked(packed, "gzip", 1000, 1000)


def test_an_empty_answer_is_empty_whatever_its_header_says() -> None:
    assert Unpacking("gzip", 10).whole() == b""


def test_a_bomb_takes_no_more_memory_than_an_answer_may() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    tracemalloc.start()
    try:
        with pytest.raises(BadPacking):
            unpacked(bomb, "gzip", 1_000_000, 65_536)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
