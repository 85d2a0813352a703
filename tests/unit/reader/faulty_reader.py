"""A reading process that does what the bytes it is given say: the real serving loop around a reader that misbehaves."""

import os
import signal
import sys
import time

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ImageError, ServiceError
from carddesk.reader.protocol import Request
from carddesk.reader.worker import serve


def _read(request: Request) -> list[Reading]:
    match request.data:
        case b"exit":
            os._exit(3)
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"hang":
            time.sleep(60)
        case b"memory":
            raise MemoryError
        case b"bug":
            raise KeyError("a bug of the engine")
        case b"print":
            os.write(1, b"what a library prints")
        case b"image":
            raise ImageError("bad_image", "This is not an image.")
        case b"slow":
            time.sleep(0.6)
    if request.region is not None:
        box = str(request.region.to_lists())
        return [Reading("local", "", "page", (Field("0", "", box, box, confidence=0.5),))]
    quad = Quad.from_bounds(1, 2, 30, 40)
    return [Reading("local", "resident_id", "portrait", (), card_quad=quad, request_id=str(os.getpid()))]


def _load() -> object:
    match sys.argv[1:]:
        case ["unavailable"]:
            raise ServiceError("reader_unavailable", "The models are gone.")
        case ["dies"]:
            os._exit(1)
    return _read


if __name__ == "__main__":
    sys.exit(serve(_load))
