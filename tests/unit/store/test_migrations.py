import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from carddesk.store import migrations, schema
from carddesk.store.workspace import Workspace


def columns(engine: Engine, table: str) -> set[str]:
    return {each["name"] for each in inspect(engine).get_columns(table)}


def test_the_steps_make_the_tables_that_queries_see(workspace: Workspace) -> None:
    for table in (
        schema.EVENTS,
        schema.CASES,
        schema.QUEUE,
        schema.SCHEMA_VERSION,
        schema.SERVICE_USE,
        schema.SERVICE_OPTIONS,
    ):
        assert columns(workspace._journal, table.name) == set(table.c.keys())
    for table in (schema.IMAGES, schema.IMAGE_PIECES, schema.SCHEMA_VERSION):
        assert columns(workspace._images_engine, table.name) == set(table.c.keys())


def test_the_version_is_the_number_of_the_last_step(workspace: Workspace) -> None:
    for engine in (workspace._journal, workspace._images_engine):
        with engine.connect() as connection:
            assert connection.execute(schema.SCHEMA_VERSION.select()).scalars().all() == [len(migrations.steps())]


def test_steps_are_numbered_without_a_gap() -> None:
    assert [int(name[1:5]) for name in migrations.steps()] == list(range(1, len(migrations.steps()) + 1))


@pytest.mark.parametrize("size", [1, 1 << 20, (1 << 20) + 1, 5 << 19])
def test_images_stored_whole_are_there_after_they_were_cut(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    data = bytes(range(251)) * (size // 251 + 1)
    data = data[:size]
    address = hashlib.sha256(data).hexdigest()
    first, *_ = migrations.steps()
    with monkeypatch.context() as before:
        before.setattr(migrations, "steps", lambda: [first])
        workspace = Workspace.open(folder)
        with workspace._images_engine.begin() as connection:
            row = {"sha256": address, "size": size, "data": data}
            connection.execute(text("INSERT INTO images (sha256, size, data) VALUES (:sha256, :size, :data)"), row)
        workspace.close()
    workspace = Workspace.open(folder)
    try:
        assert workspace.image(address) == data
    finally:
        workspace.close()
