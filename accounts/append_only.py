"""Triggers that keep the audit trail append-only in the database itself. See accounts/triggers.py."""

from accounts.triggers import Triggers

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


_triggers = Triggers(tuple(SQLITE_INSTALL), tuple(SQLITE_REMOVE), tuple(POSTGRESQL_INSTALL), tuple(POSTGRESQL_REMOVE))
install, remove = _triggers.install, _triggers.remove
