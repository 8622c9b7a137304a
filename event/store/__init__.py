"""How the event is kept: tables, queries and migrations, one code path for SQLite and PostgreSQL."""
