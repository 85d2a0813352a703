"""A log record of level ERROR fails the test during which it came, unless the test says that it causes one."""

import logging
from collections.abc import Iterator

import pytest

MARKER = "expects_error_log"


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def no_unexpected_error_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that logs an error, and the one that says it would and does not."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    expected = request.node.get_closest_marker(MARKER) is not None
    if listener.lines and not expected:
        said = "\n".join(listener.lines)
        pytest.fail(f"errors were logged (mark the test `{MARKER}` if they are meant):\n{said}", pytrace=False)
    if expected and not listener.lines:
        pytest.fail(f"the test is marked `{MARKER}`, but no error was logged", pytrace=False)
