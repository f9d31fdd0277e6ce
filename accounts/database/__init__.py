"""Shared constraints and triggers of the database, the same on SQLite and PostgreSQL. Migrations install the triggers."""
