"""What a power cut may take: nothing that was committed. Each connection waits for the disk, and none forgets to."""

import threading
from pathlib import Path

from sqlalchemy import Engine

from tests.workspaces import workspace_at

FULL = 2


def settings_of(engine: Engine) -> tuple[str, int, int, int]:
    with engine.connect() as connection:
        read = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    return read[0], read[1], read[2], read[3]


def test_every_connection_of_every_database_writes_through_to_the_disk(tmp_path: Path) -> None:
    """WAL with `synchronous=FULL`: SQLite syncs the log before a commit returns, and the file before the log is used anew."""
    workspace = workspace_at(tmp_path / "workspace")
    engines = workspace.engines
    found: list[tuple[str, int, int, int]] = []
    for engine in (engines.journal, engines.images, engines.usage):
        held = [engine.connect() for _ in range(4)]  # so that the next ones are made anew
        threads = [threading.Thread(target=lambda of=engine: found.append(settings_of(of))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for each in held:
            each.close()
        engine.dispose()  # as after a fault of the disk
        found.append(settings_of(engine))
    assert len(found) == 12
    assert set(found) == {("wal", FULL, 1, 1)}
    workspace.close()
