"""Triggers that keep the audit trail append-only in the database itself. See accounts/database/triggers.py."""

from accounts.database.triggers import Key, Triggers, allow_replacing, refuse_replacing

TABLE = "accounts_auditentry"
REASON = "The audit trail is append-only."
KEYS = (Key(("id",)), Key(("hash",)), Key(("previous_hash",)), Key(("sequence",)))
# The first migration knows no numbers yet.
FIRST_KEYS = KEYS[:3]

_ACTS = ("UPDATE", "DELETE")


def triggers(keys: tuple[Key, ...] = KEYS) -> Triggers:
    """Returns the Triggers of the table; keys: every Key it has."""
    return Triggers(
        (
            *(
                f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
                for act in _ACTS
            ),
            *refuse_replacing("audit_no_replacing", TABLE, keys, REASON),
        ),
        (
            *(f"DROP TRIGGER IF EXISTS audit_no_{act.lower()}" for act in _ACTS),
            *allow_replacing("audit_no_replacing", KEYS),
        ),
        (
            f"""CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REASON}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE}
                FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
            f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}
                FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
        ),
        (
            f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
            f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
        ),
    )
