"""Triggers that refuse another role for an observer of a programme. See accounts/database/triggers.py.

The rule is in programmes/team/membership.py; the triggers also apply to writes that bypass it.
"""

from typing import Any

from accounts.database.triggers import Triggers

TABLE = "programmes_teammember"
REASON = "Whoever observes a programme has no other role in it."

_CLASH = """EXISTS (
    SELECT 1 FROM programmes_teammember other
    WHERE other.programme_id = NEW.programme_id AND other.user_id = NEW.user_id
    AND other.id <> COALESCE(NEW.id, -1) AND (other.role = 'observer') <> (NEW.role = 'observer'))"""

_SQLITE_REMOVE = tuple(f"DROP TRIGGER IF EXISTS observer_alone_{act}" for act in ("insert", "update"))
_triggers = Triggers(
    sqlite_install=tuple(
        f"CREATE TRIGGER observer_alone_{act} BEFORE {act.upper()} ON {TABLE} WHEN {_CLASH} "
        f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
        for act in ("insert", "update")
    ),
    sqlite_remove=_SQLITE_REMOVE,
    postgresql_install=(
        f"""CREATE OR REPLACE FUNCTION observer_is_alone() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {_CLASH} THEN
                    RAISE EXCEPTION '{REASON}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$""",
        f"""CREATE TRIGGER observer_alone BEFORE INSERT OR UPDATE ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION observer_is_alone()""",
    ),
    postgresql_remove=(f"DROP TRIGGER IF EXISTS observer_alone ON {TABLE}",),
)
install, remove = _triggers.install, _triggers.remove


def triggers() -> Any:
    """Returns the Triggers of this rule."""
    return _triggers
