from sqlalchemy import Engine, inspect

from carddesk.store import migrations, schema
from carddesk.store.workspace import Workspace


def columns(engine: Engine, table: str) -> set[str]:
    return {each["name"] for each in inspect(engine).get_columns(table)}


def test_the_steps_make_the_tables_that_queries_see(workspace: Workspace) -> None:
    for table in (schema.EVENTS, schema.CASES, schema.QUEUE, schema.SCHEMA_VERSION):
        assert columns(workspace._journal, table.name) == set(table.c.keys())
    for table in (schema.IMAGES, schema.SCHEMA_VERSION):
        assert columns(workspace._images_engine, table.name) == set(table.c.keys())


def test_the_version_is_the_number_of_the_last_step(workspace: Workspace) -> None:
    for engine in (workspace._journal, workspace._images_engine):
        with engine.connect() as connection:
            assert connection.execute(schema.SCHEMA_VERSION.select()).scalars().all() == [len(migrations.steps())]


def test_steps_are_numbered_without_a_gap() -> None:
    assert [int(name[1:5]) for name in migrations.steps()] == list(range(1, len(migrations.steps()) + 1))
