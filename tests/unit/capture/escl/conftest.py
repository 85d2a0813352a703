"""A scanner on loopback and the back-end beside it, with limits that a test can wait for."""

from collections.abc import AsyncIterator, Iterator

import pytest

from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from tests.fakes.escl import EsclScanner

QUICK = Limits(look_s=0.05, connect_s=1.0, answer_s=3.0, page_s=1.5, gap_s=0.5, probe_s=0.3, busy_s=0.4, farewell_s=0.6)


@pytest.fixture
def scanner() -> Iterator[EsclScanner]:
    with EsclScanner() as made:
        yield made


@pytest.fixture
async def backend(scanner: EsclScanner) -> AsyncIterator[EsclBackend]:
    made = EsclBackend({ADDRESSES: scanner.address}.__getitem__, limits=QUICK, interfaces=("127.0.0.1",))
    yield made
    await made.close()


@pytest.fixture
def device(scanner: EsclScanner) -> str:
    return f"escl:{scanner.address}"
