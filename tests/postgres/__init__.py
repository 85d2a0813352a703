"""A real PostgreSQL server for tests: Debian's programs, on a private port and directory, with TLS."""
