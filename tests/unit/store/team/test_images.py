from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.errors import EnvironmentFault
from carddesk.store.images import PIECE_BYTES
from carddesk.store.team.pieces import TeamKey
from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.team import Team

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
FACE = b"\xff\xd8\xff a face that nobody may see " * 100


def stored(team: Team) -> bytes:
    """All that the server has of images."""
    with team.server.admin(team.database) as admin:
        rows = admin.execute("SELECT string_agg(data, '' ORDER BY place) FROM image_pieces").fetchone()
    return bytes(rows[0])


def code_of(workspace: TeamWorkspace, sha256: str) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        workspace.image(sha256)
    return caught.value.code


@pytest.mark.parametrize("size", [0, 5, PIECE_BYTES, 2 * PIECE_BYTES + 7])
def test_the_server_sees_no_image_and_the_desk_sees_it_as_it_was(made: Team, size: int) -> None:
    data = (FACE * (size // len(FACE) + 1))[:size]
    workspace = made.open("ann", key=KEY)
    sha256 = workspace.put_image(data)
    assert workspace.put_image(data) == sha256
    assert workspace.image(sha256) == data
    assert made.open("bob", key=KEY).image(sha256) == data
    if size:
        found = stored(made)
        assert len(found) > size
        assert data[:16] not in found
        assert data[-5:] not in found[:-5] or size > PIECE_BYTES


def test_nothing_of_an_image_is_in_the_servers_files_or_log(made: Team) -> None:
    workspace = made.open("ann", key=KEY)
    workspace.put_image(FACE)
    with made.server.admin(made.database) as admin:
        admin.execute("CHECKPOINT")
    files = [each for each in made.server.data.rglob("*") if each.is_file()]
    assert len(files) > 100
    assert not any(FACE[:24] in each.read_bytes() for each in files)


def test_without_the_key_images_are_locked_and_work_goes_on(made: Team) -> None:
    with_key = made.open("ann", key=KEY)
    with_key.put_image(b"")
    sha256 = with_key.put_image(FACE)
    for workspace in (made.open("bob"), made.open("bob", key=OTHER)):
        assert code_of(workspace, sha256) == "images_locked"
        assert workspace.queue() == []
        workspace.unlock(KEY)
        assert workspace.image(sha256) == FACE


def test_a_desk_without_the_key_sends_no_image_in_the_clear(made: Team, boss: TeamWorkspace) -> None:
    bob = made.open("bob")
    assert bob.key_slots is None
    plain = bob.put_image(b"before there was a key")
    assert boss.keep_key_slots("{slots}", instead_of=None)
    with pytest.raises(EnvironmentFault) as caught:
        bob.put_image(FACE)
    assert caught.value.code == "images_locked"
    assert bob.image(plain) == b"before there was a key"
    bob.unlock(KEY)
    assert bob.image(bob.put_image(FACE)) == FACE
    assert bob.image(plain) == b"before there was a key"


def test_key_slots_are_changed_by_who_knows_what_was_there(made: Team, boss: TeamWorkspace) -> None:
    assert boss.keep_key_slots("one", instead_of=None)
    assert not boss.keep_key_slots("two", instead_of=None)
    assert not boss.keep_key_slots("two", instead_of="another")
    assert boss.keep_key_slots("two", instead_of="one")
    assert made.open("ann").key_slots == "two"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE image_pieces SET data = set_byte(data, 20, get_byte(data, 20) # 1)",
        "UPDATE image_pieces SET data = substr(data, 1, 5)",
        "UPDATE image_pieces SET place = 1 - place",
        "DELETE FROM image_pieces WHERE place = 1",
    ],
)
def test_an_image_that_was_changed_on_the_server_is_not_given_out(made: Team, statement: str) -> None:
    workspace = made.open("ann", key=KEY)
    sha256 = workspace.put_image(FACE * (PIECE_BYTES // len(FACE) + 1))
    with closing(made.server.admin(made.database)) as admin:
        admin.execute("ALTER TABLE image_pieces DROP CONSTRAINT image_pieces_pkey")
        admin.execute(statement)
    assert code_of(workspace, sha256) == "workspace_broken"


@given(piece=st.binary(max_size=200), place=st.integers(0, 3), other=st.integers(4, 9))
def test_a_piece_opens_in_its_own_place_with_its_own_key_alone(piece: bytes, place: int, other: int) -> None:
    key = TeamKey(KEY)
    sealed = key.sealed(piece, "aa", place)
    assert key.opened(sealed, "aa", place) == piece
    assert key.opened(sealed, "aa", other) is None
    assert key.opened(sealed, "bb", place) is None
    assert TeamKey(OTHER).opened(sealed, "aa", place) is None
    assert key.sealed(piece, "aa", place) != sealed
    assert TeamKey(OTHER).id != key.id == TeamKey(KEY).id
