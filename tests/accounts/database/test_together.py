"""Tables made together are those that are made one after the other; the models are worked out once for all of them."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState, StateApps
from django.db.utils import ConnectionHandler

from accounts.database.together import CreateModels, together


def identity():
    return "id", models.BigAutoField(primary_key=True)


BRIDGE = migrations.CreateModel("Bridge", [identity(), ("name", models.CharField(max_length=20, unique=True))])
PIER = migrations.CreateModel("Pier", [identity(), ("bridge", models.ForeignKey("rivers.Bridge", models.CASCADE))])
TOUR = migrations.CreateModel("Tour", [identity(), ("bridges", models.ManyToManyField("rivers.Bridge"))])
LENGTH = migrations.AddField("bridge", "length", models.IntegerField(default=1))
BOAT = migrations.CreateModel("Boat", [identity(), ("under", models.ForeignKey("rivers.Bridge", models.PROTECT))])
ALL = [BRIDGE, PIER, TOUR, LENGTH, BOAT]


@pytest.fixture
def connection(db):
    """An empty database."""
    connection = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]
    yield connection
    connection.close()


def migrated(operations, connection):
    """Runs the operations; returns (the state after each, the tables)."""
    state, states = ProjectState(), []
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("rivers", state)
            operation.database_forwards("rivers", editor, before, state)
            states.append((operation, before, state.clone()))
    return states, tables(connection)


def tables(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence' ORDER BY rowid")
        return cursor.fetchall()


def test_models_in_a_row_are_one_operation_and_all_else_stays():
    assert [type(one).__name__ for one in together(ALL)] == ["CreateModels", "AddField", "CreateModels"]
    assert [one.name for one in together(ALL)[0].operations] == ["Bridge", "Pier", "Tour"]
    assert together([LENGTH]) == [LENGTH]


def test_the_tables_and_the_models_are_the_same(connection):
    states, made = migrated(together(ALL), connection)
    one_by_one = ConnectionHandler({"default": {**connection.settings_dict}})["default"]
    expected_states, expected = migrated(ALL, one_by_one)
    one_by_one.close()
    assert len(expected) >= 5
    assert made == expected
    assert states[-1][2].models == expected_states[-1][2].models
    bridge, pier = (states[-1][2].apps.get_model("rivers", name) for name in ("Bridge", "Pier"))
    assert pier._meta.get_field("bridge").related_model is bridge


def test_the_tables_go_the_last_one_first(connection):
    states, _made = migrated(together(ALL), connection)
    with connection.schema_editor() as editor:
        for operation, before, after in reversed(states):
            operation.database_backwards("rivers", editor, after, before)
    assert tables(connection) == []


def test_the_models_are_worked_out_once(monkeypatch):
    state, worked_out = ProjectState(), []
    assert not state.apps.get_models()
    monkeypatch.setattr(StateApps, "render_multiple", lambda _apps, models: worked_out.append(len(models)))
    CreateModels([BRIDGE, PIER, TOUR]).state_forwards("rivers", state)
    assert worked_out == []
    assert state.apps is not None
    assert worked_out == [3]


def test_the_plan_names_every_table():
    assert CreateModels([BRIDGE, PIER]).describe() == "Create model Bridge; Create model Pier"
