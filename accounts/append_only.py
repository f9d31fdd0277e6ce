"""Triggers that keep the audit trail append-only in the database itself.

Nothing in the product takes them off: there is no setting, no row and no session variable that would. Whoever owns the
database can; the hash chain shows what was done meanwhile. The tests own theirs: see tests/flushing.py.

A later migration that alters the table must end with `install`: SQLite rebuilds an altered table without its triggers.
"""

TABLE = "accounts_auditentry"
REASON = "The audit trail is append-only."

SQLITE_INSTALL = [
    f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    for act in ("UPDATE", "DELETE")
]
SQLITE_REMOVE = ["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"]

POSTGRESQL_INSTALL = [
    f"""CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REASON}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
]
POSTGRESQL_REMOVE = [
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
]


def _run(connection, sqlite, postgresql):
    statements = {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection):
    """Puts the triggers on; harmless when they are on already."""
    remove(connection)
    _run(connection, SQLITE_INSTALL, POSTGRESQL_INSTALL)


def remove(connection):
    """Takes the triggers off; harmless when they are off already."""
    _run(connection, SQLITE_REMOVE, POSTGRESQL_REMOVE)
