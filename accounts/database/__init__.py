"""What the database itself holds: shared constraints and triggers, the same on SQLite and PostgreSQL.

Migrations install the triggers; no rule of the domain lives here.
"""
