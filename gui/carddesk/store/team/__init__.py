"""A workspace that a team shares: PostgreSQL, with the rules of the team enforced by the database itself."""
