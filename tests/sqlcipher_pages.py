"""The pages of a SQLCipher 4 file and of its log, decrypted by hand: to look for what must not be there any more.

Source: the format as SQLCipher documents it (https://www.zetetic.net/sqlcipher/design/). A page of 4096 bytes ends in 80
reserved ones, the first 16 of them the vector of AES-256-CBC; page 1 begins with 16 bytes of salt in the clear. A raw key is
used as it is. In a write-ahead log (https://www.sqlite.org/fileformat2.html#walformat) 24 bytes stand before each page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, VECTOR, SALT = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24
LEAF_OF_TABLE = 13


def plain_bytes(file: Path, key: bytes) -> bytes:
    """Every page of this database and of the log beside it, decrypted, one after the other; unused ones too."""
    return b"\0".join([*_of_file(file, key), *_of_log(file.with_name(f"{file.name}-wal"), key)])


def gaps(file: Path, key: bytes) -> bytes:
    """What stands in the gaps of the pages that hold rows: between the list of a page's rows and the first of them.

    Source: https://www.sqlite.org/fileformat2.html#b_tree_pages (type 13; number of rows at 3, where rows begin at 5).
    """
    found = []
    for number, page in enumerate(_of_file(file, key), start=1):
        head = 100 - SALT if number == 1 else 0
        rows, begin = (int.from_bytes(page[head + at : head + at + 2], "big") for at in (3, 5))
        if page[head] == LEAF_OF_TABLE:
            found.append(page[head + 8 + 2 * rows : begin - (SALT if number == 1 else 0)])
    return b"".join(found)


def _of_file(file: Path, key: bytes) -> Iterator[bytes]:
    data = file.read_bytes()
    assert data
    assert len(data) % PAGE == 0
    for number, start in enumerate(range(0, len(data), PAGE), start=1):
        yield _decrypted(data[start : start + PAGE], number, key)


def _of_log(file: Path, key: bytes) -> Iterator[bytes]:
    data = file.read_bytes() if file.exists() else b""
    for start in range(LOG_HEAD, len(data) - PAGE, FRAME_HEAD + PAGE):
        number = int.from_bytes(data[start : start + 4], "big")
        yield _decrypted(data[start + FRAME_HEAD : start + FRAME_HEAD + PAGE], number, key)


def _decrypted(page: bytes, number: int, key: bytes) -> bytes:
    if not any(page):
        return page
    at, end = SALT if number == 1 else 0, PAGE - RESERVE
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + VECTOR])).decryptor()
    return decryptor.update(page[at:end]) + decryptor.finalize()
