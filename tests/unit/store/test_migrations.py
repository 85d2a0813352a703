from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from carddesk.store import migrations, schema
from carddesk.store.workspace import Workspace

TABLES = {
    "journal": (
        schema.EVENTS,
        schema.CASES,
        schema.QUEUE,
        schema.SECRET_KEYS,
        schema.SERVICE_OPTIONS,
        schema.DRAFTS,
        schema.DESK_STATE,
        schema.WATCHED_FILES,
    ),
    "images": (schema.IMAGES, schema.IMAGE_PIECES),
    "usage": (schema.SERVICE_USE,),
}


def engines(workspace: Workspace) -> dict[migrations.Database, Engine]:
    return {
        "journal": workspace._journal,
        "images": workspace._images_engine,
        "usage": workspace._usage._engine,
    }


def columns(engine: Engine, table: str) -> set[str]:
    return {each["name"] for each in inspect(engine).get_columns(table)}


def test_the_steps_make_the_tables_that_queries_see(workspace: Workspace) -> None:
    for database, engine in engines(workspace).items():
        for table in TABLES[database]:
            assert columns(engine, table.name) == set(table.c.keys())


@pytest.mark.parametrize("database", list(migrations.NEWEST))
def test_the_newest_step_that_is_named_is_the_last_that_there_is(database: migrations.Database) -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent / database))
    assert script.get_heads() == [migrations.NEWEST[database]]


def test_a_new_workspace_has_taken_every_step(workspace: Workspace) -> None:
    for database, engine in engines(workspace).items():
        with engine.connect() as connection:
            found = connection.execute(text(f"SELECT version_num FROM {migrations.version_table(database)}"))
            assert found.scalars().all() == [migrations.NEWEST[database]]
