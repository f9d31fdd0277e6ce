"""Triggers that keep certificates as they were printed, in the database itself: rows are never deleted, facts never change.

Only the state, its reason and its date may change, and those only while it is valid: a superseded certificate never becomes
valid again, and a revoked one never changes, or a routine batch would give its holder a new one.
See accounts/database/triggers.py.
"""

from collections.abc import Sequence

from accounts.database.triggers import Key, Triggers, allow_replacing, refuse_replacing

TABLE = "certificates_certificate"
NEVER_DELETED = "A certificate is never deleted."
NEVER_CHANGED = "What was printed on a certificate never changes."
NEVER_REVIVED = "A certificate that was superseded or revoked never holds again."
NEVER_SOFTENED = "A certificate that was revoked stays revoked, for the reason and since the day it was."
NEVER_REPLACED = "A certificate is never replaced by another row."

PRINTED = (
    *("id", "enrolment_id", "batch_id", "design_id", "serial", "code", "facts", "supersedes_id"),
    *("pdf", "sha256", "size", "signed_with_id", "issued_at", "issued_by_id"),
)
# What no two certificates share: whichever of them a REPLACE takes, the row in its way would be gone.
KEYS = (
    Key(("id",)),
    Key(("serial",)),
    Key(("code",)),
    Key(("supersedes_id",)),
    Key(("enrolment_id",), condition="{row}state = 'issued'"),
)

_REVIVED = "OLD.state <> 'issued' AND NEW.state = 'issued'"
_REVOCATION = ("state", "reason", "reason_bn", "state_changed_at")


def triggers(columns: Sequence[str] = PRINTED) -> Triggers:
    """Returns the Triggers that keep these columns of a certificate as they are."""
    return Triggers(_sqlite(columns), _SQLITE_REMOVE, _postgresql(columns), _POSTGRESQL_REMOVE)


def _softened(differs):
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in _REVOCATION)
    # A return to 'issued' has its own sentence.
    return f"OLD.state = 'revoked' AND NEW.state <> 'issued' AND ({changed})"


def _sqlite(columns):
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    return (
        f"CREATE TRIGGER certificate_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{NEVER_DELETED}'); END",
        f"""CREATE TRIGGER certificate_no_change BEFORE UPDATE ON {TABLE} WHEN {changed}
            BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END""",
        f"""CREATE TRIGGER certificate_no_revival BEFORE UPDATE ON {TABLE} WHEN {_REVIVED}
            BEGIN SELECT RAISE(ABORT, '{NEVER_REVIVED}'); END""",
        f"""CREATE TRIGGER certificate_no_softening BEFORE UPDATE ON {TABLE} WHEN {_softened("IS NOT")}
            BEGIN SELECT RAISE(ABORT, '{NEVER_SOFTENED}'); END""",
        *refuse_replacing("certificate_no_replacing", TABLE, KEYS, NEVER_REPLACED),
    )


def _postgresql(columns):
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return (
        """CREATE OR REPLACE FUNCTION certificate_is_permanent() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"""CREATE TRIGGER certificate_no_delete BEFORE DELETE ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION certificate_is_permanent('{NEVER_DELETED}')""",
        f"""CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION certificate_is_permanent('{NEVER_DELETED}')""",
        f"""CREATE TRIGGER certificate_no_change BEFORE UPDATE ON {TABLE}
            FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION certificate_is_permanent('{NEVER_CHANGED}')""",
        f"""CREATE TRIGGER certificate_no_revival BEFORE UPDATE ON {TABLE}
            FOR EACH ROW WHEN ({_REVIVED}) EXECUTE FUNCTION certificate_is_permanent('{NEVER_REVIVED}')""",
        f"""CREATE TRIGGER certificate_no_softening BEFORE UPDATE ON {TABLE}
            FOR EACH ROW WHEN ({_softened("IS DISTINCT FROM")})
            EXECUTE FUNCTION certificate_is_permanent('{NEVER_SOFTENED}')""",
    )


_SQLITE_REMOVE = (
    *(f"DROP TRIGGER IF EXISTS certificate_no_{act}" for act in ("delete", "change", "revival", "softening")),
    *allow_replacing("certificate_no_replacing", KEYS),
)
_POSTGRESQL_REMOVE = tuple(
    f"DROP TRIGGER IF EXISTS certificate_no_{act} ON {TABLE}"
    for act in ("delete", "truncate", "change", "revival", "softening")
)
