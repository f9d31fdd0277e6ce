"""Triggers that let no new certificate follow a revoked one unless two people decided it, in the database itself.

A certificate may be inserted for an officer and a training of which one was revoked only where it takes the place of one that
held (a correction), or where a confirmed Reinstatement waits for exactly this certificate. What counts for the person is also
what hangs on an enrolment that is a double of this one. A request is never deleted, and one that was confirmed changes only once:
it takes up the certificate it was for. See accounts/database/triggers.py.
"""

from accounts.database.triggers import Key, Triggers, allow_replacing, refuse_replacing

TABLE = "certificates_certificate"
NAME = "certificate_no_routine_return"
REFUSED = "A certificate of this officer was revoked: only a re-issue that a second person confirmed gives a new one."

DECISIONS = "certificates_reinstatement"
KEYS = (
    Key(("id",)),
    Key(("certificate_id",)),
    Key(("enrolment_id",), condition="{row}state = 'proposed'"),
)
NEVER_DELETED = "A request for a new certificate after a revocation is never deleted."
NEVER_CHANGED = "What two people decided on a new certificate after a revocation never changes."
_DECIDED = (
    *("id", "enrolment_id", "revoked_id", "reason", "proposed_by_id", "proposed_at", "expires_at"),
    *("state", "decided_by_id", "decided_at", "decline_reason"),
)

_NEEDS_TWO = """NEW.state = 'issued'
    AND EXISTS (
        SELECT 1 FROM certificates_certificate revoked WHERE revoked.state = 'revoked' AND revoked.enrolment_id IN (
            SELECT NEW.enrolment_id UNION ALL
            SELECT doubled.id FROM trainings_enrolment doubled WHERE doubled.double_of_id = NEW.enrolment_id))
    AND NOT EXISTS (
        SELECT 1 FROM certificates_certificate before WHERE before.id = NEW.supersedes_id
            AND before.state = 'superseded' AND before.enrolment_id = NEW.enrolment_id)
    AND NOT EXISTS (
        SELECT 1 FROM certificates_reinstatement decided WHERE decided.enrolment_id = NEW.enrolment_id
            AND decided.state = 'confirmed' AND decided.certificate_id IS NULL)"""


def triggers() -> Triggers:
    """Returns the Triggers of this rule."""
    return Triggers(
        sqlite_install=(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} WHEN {_NEEDS_TWO} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
            f"""CREATE TRIGGER reinstatement_no_delete BEFORE DELETE ON {DECISIONS}
                BEGIN SELECT RAISE(ABORT, '{NEVER_DELETED}'); END""",
            f"""CREATE TRIGGER reinstatement_no_change BEFORE UPDATE ON {DECISIONS} WHEN {_changed("IS NOT")}
                BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END""",
            *refuse_replacing("reinstatement_no_replacing", DECISIONS, KEYS, NEVER_CHANGED),
        ),
        sqlite_remove=(
            *(
                f"DROP TRIGGER IF EXISTS {name}"
                for name in (NAME, "reinstatement_no_delete", "reinstatement_no_change")
            ),
            *allow_replacing("reinstatement_no_replacing", KEYS),
        ),
        postgresql_install=(
            f"""CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF {_NEEDS_TWO} THEN
                        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                END $$""",
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
            """CREATE OR REPLACE FUNCTION reinstatement_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"""CREATE TRIGGER reinstatement_no_delete BEFORE DELETE ON {DECISIONS}
                FOR EACH ROW EXECUTE FUNCTION reinstatement_is_kept('{NEVER_DELETED}')""",
            f"""CREATE TRIGGER reinstatement_no_truncate BEFORE TRUNCATE ON {DECISIONS}
                FOR EACH STATEMENT EXECUTE FUNCTION reinstatement_is_kept('{NEVER_DELETED}')""",
            f"""CREATE TRIGGER reinstatement_no_change BEFORE UPDATE ON {DECISIONS}
                FOR EACH ROW WHEN ({_changed("IS DISTINCT FROM")})
                EXECUTE FUNCTION reinstatement_is_kept('{NEVER_CHANGED}')""",
        ),
        postgresql_remove=(
            f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}",
            *(
                f"DROP TRIGGER IF EXISTS reinstatement_no_{act} ON {DECISIONS}"
                for act in ("delete", "truncate", "change")
            ),
        ),
    )


def _changed(differs):
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in _DECIDED)
    taken_up = f"OLD.certificate_id IS NOT NULL AND OLD.certificate_id {differs} NEW.certificate_id"
    return f"OLD.state = 'confirmed' AND ({changed} OR ({taken_up}))"
