"""A trigger that lets no new certificate follow a revoked one unless two people decided it, in the database itself.

A certificate may be inserted for an officer and a training of which one was revoked only where it takes the place of one that
held (a correction), or where a confirmed Reinstatement waits for exactly this certificate. What counts for the person is also
what hangs on an enrolment that is a double of this one. See accounts/triggers.py.
"""

from accounts.triggers import Triggers

TABLE = "certificates_certificate"
NAME = "certificate_no_routine_return"
REFUSED = "A certificate of this officer was revoked: only a re-issue that a second person confirmed gives a new one."

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


def triggers():
    """Returns the Triggers of this rule."""
    return Triggers(
        sqlite_install=(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} WHEN {_NEEDS_TWO} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        ),
        sqlite_remove=(f"DROP TRIGGER IF EXISTS {NAME}",),
        postgresql_install=(
            f"""CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF {_NEEDS_TWO} THEN
                        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                END $$""",
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
        ),
        postgresql_remove=(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}",),
    )
