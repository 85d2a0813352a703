"""Keys of a workspace: random bytes, made when one is first asked for, that decide what nobody is to foresee."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select, text

from carddesk.store.schema import SECRET_KEYS

_BYTES = 32


def key(connection: Connection, name: str) -> bytes:
    """The key of this name, 32 bytes, the same for as long as the workspace lives."""
    found = connection.execute(select(SECRET_KEYS.c.key).where(SECRET_KEYS.c.name == name)).scalar()
    if found is not None:
        return bytes(found)
    made = secrets.token_bytes(_BYTES)
    if connection.dialect.name == "postgresql":
        # Two desks may ask for the first time at the same time: the first one's is for both.
        said = "INSERT INTO secret_keys (name, key) VALUES (:name, :key) ON CONFLICT DO NOTHING"
        if connection.execute(text(said), {"name": name, "key": made}).rowcount == 0:
            return bytes(connection.execute(select(SECRET_KEYS.c.key).where(SECRET_KEYS.c.name == name)).scalar_one())
        return made
    connection.execute(insert(SECRET_KEYS).values(name=name, key=made))
    return made
