"""A floor reaches for a higher one by name only where a reason is written down: addresses, and lookups of its relations."""

import ast
import re

import pytest
from django.apps import apps

from tests.test_house import FLOORS, trees

WHERE_PEOPLE_ARE_SENT = "the start page of each part in a programme, and the page of an object, live higher up"
FACTS_OF_A_PERSON = "who somebody is follows from rows of higher floors: parts in programmes, trainers, the officer"
ENROLMENTS_DECIDE = "whose officers a coordinator sees follows from the sessions of the programme"
# file: why it may name what lives above it.
REASONS = {
    "accounts/administrators.py": FACTS_OF_A_PERSON,
    "accounts/models/user.py": FACTS_OF_A_PERSON,
    "accounts/permissions.py": WHERE_PEOPLE_ARE_SENT,
    "accounts/templatetags/staff_frame.py": WHERE_PEOPLE_ARE_SENT,
    "accounts/ui/context_processors.py": WHERE_PEOPLE_ARE_SENT,
    "programmes/findings/finding_resource.py": "the exported table of findings names the modules that answer them",
    "programmes/findings/merging.py": "the answers of a finding follow it when two findings become one",
    "programmes/models/finding.py": "how far a finding is answered is counted in one query",
    "programmes/models/library.py": "officers read what was handed out in their sessions",
    "programmes/views/consultations.py": "the page of a consultation shows its delegates",
    "programmes/views/findings.py": "the page of a finding shows its answers",
    "participants/admin.py": "the list of rosters leads to the session of each, and a unit to its printed slips",
    "participants/models/officer.py": ENROLMENTS_DECIDE,
    "participants/views/claim.py": "an officer who has opened the account goes on to the certificate",
    "trainings/admin.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/rosters/guards.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/rosters/undo.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/sessions/lifecycle.py": "a session with certificates in force is not reopened",
    "trainings/views/walk_ins.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/walk_ins/telling.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/views/calendar_feeds.py": "the calendar is a page of the reports; a session of an address has its page there",
    "trainings/views/planning.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/views/rosters.py": WHERE_PEOPLE_ARE_SENT,
    "trainings/views/states.py": WHERE_PEOPLE_ARE_SENT,
    "certificates/admin.py": WHERE_PEOPLE_ARE_SENT,
}
ADDRESS = re.compile(rf"(?:admin:)?({'|'.join(FLOORS)})[:_][a-z_]+")


@pytest.fixture(scope="module")
def relations_from_above():
    """Returns {floor: {name of a relation to its models, or to those below: that comes from a higher floor}}."""
    found = {floor: set() for floor in FLOORS}
    for model in apps.get_models():
        pointed_at = model._meta.app_label
        for relation in model._meta.related_objects if pointed_at in FLOORS else ():
            pointing = relation.related_model._meta.app_label
            names = {relation.name, relation.get_accessor_name()} - {None, "+"}
            for floor in FLOORS[FLOORS.index(pointed_at) :]:
                if pointing in FLOORS and FLOORS.index(pointing) > FLOORS.index(floor):
                    found[floor] |= names
    return found


def reaches(floor, tree, relations):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            address = ADDRESS.fullmatch(node.value)
            if address and FLOORS.index(address[1]) > FLOORS.index(floor):
                yield node.value
            steps = node.value.split("__")
            if len(steps) > 1 and re.fullmatch(r"[a-z_]+", node.value) and relations & set(steps):
                yield node.value
        elif isinstance(node, ast.keyword) and node.arg and relations & set(node.arg.split("__")):
            yield node.arg
        elif isinstance(node, ast.Attribute) and node.attr in relations:
            yield node.attr


def test_whoever_names_what_lives_above_says_why(relations_from_above):
    reaching = {str(path) for floor, path, tree in trees() if list(reaches(floor, tree, relations_from_above[floor]))}
    assert reaching - set(REASONS) == set()
    assert set(REASONS) - reaching == set(), "These reach for nothing above any more: take them off the list."


def test_a_lookup_and_an_address_from_below_are_found(relations_from_above):
    tree = ast.parse('reverse("reports:session"); Session.objects.filter(enrolments__certificates__state="issued")')
    assert set(reaches("trainings", tree, relations_from_above["trainings"])) == {
        "reports:session",
        "enrolments__certificates__state",
    }
