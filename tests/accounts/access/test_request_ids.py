"""Ids that come with a request are read in one place, and what can be no id names nothing, everywhere."""

import ast
import inspect
import re
import uuid
from functools import cache, partial
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern

from accounts.access.middleware import ImpossibleValuesMiddleware
from accounts.access.request_ids import LARGEST, id_of, ids_of
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory
from tests.test_house import FLOORS, ROOT, addresses

LONG = "9" * 30
NO_IDS = [
    "",
    " ",
    "0",
    "-1",
    "+1",
    "1e3",
    "1.0",
    "0x1f",
    "১২",
    "²",
    "1\x00",
    "1 ",
    "x",
    "None",
    LONG,
    "9" * 5000,
    str(2**63),
]


@pytest.mark.parametrize("sent", NO_IDS)
def test_what_can_be_no_id_names_nothing(sent):
    assert id_of(sent) is None


@pytest.mark.parametrize("sent", [None, True, 1.5, [], ["1"], {"pk": 1}, b"1", -3, 0, 2**63])
def test_what_json_may_hold_in_the_place_of_an_id_names_nothing(sent):
    assert id_of(sent) is None


@pytest.mark.parametrize(("sent", "number"), [("1", 1), ("007", 7), (str(LARGEST), LARGEST), (12, 12)])
def test_an_id_is_read(sent, number):
    assert id_of(sent) == number


def test_of_a_list_the_ids_are_read_once_each_in_their_order():
    sent = QueryDict("row=3&row=1&row=3&row=1e3&row=&row=" + LONG)
    assert ids_of(sent.getlist("row")) == [3, 1]
    assert ids_of([]) == []


def test_a_list_without_end_is_refused():
    with pytest.raises(SuspiciousOperation):
        ids_of(map(str, range(1, 12)), most=10)


# No view reads one by itself


def test_no_view_turns_what_was_sent_into_a_number_by_itself():
    """Read ids with accounts.access.request_ids.id_of or ids_of; write addresses with <id:pk>, never <int:pk>."""
    read_by_hand = {}
    for app in FLOORS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found = [line.strip() for line in text.splitlines() if "<int:" in line]
            if "views" in path.parts or path.stem in {"views", "forms"} or path.stem.endswith("_forms"):
                found += [ast.unparse(node) for node in ast.walk(ast.parse(text)) if _is_by_hand(node)]
            if found:
                read_by_hand[str(path.relative_to(ROOT))] = found
    assert {path: found for path, found in read_by_hand.items() if path not in NUMBERS_OF_OURS} == {}
    assert set(NUMBERS_OF_OURS) <= set(read_by_hand), "Take out what is no longer needed."


NUMBERS_OF_OURS = {
    "certificates/views/public/badges.py": "a time-out of our settings",
    "trainings/views/roster_columns.py": "a place in a list of ours, looked up there before it becomes a number",
    "participants/views/claim.py": "the time of the server",
    "programmes/findings/forms.py": "a choice, cleaned by its field",
    "trainings/views/excuses.py": "choices, cleaned by their field",
}


def _is_by_hand(node):
    return isinstance(node, ast.Call) and (
        (isinstance(node.func, ast.Name) and node.func.id == "int")
        or (isinstance(node.func, ast.Attribute) and node.func.attr in {"isdecimal", "isdigit", "isnumeric"})
    )


# Every address, with values that can be no id


@pytest.fixture
def somebody(client, coordinator, programme, signed_in):
    """Somebody with every part: coordinates, leads a session, is an officer on its roster."""
    session = SessionFactory(programme=programme, led_by=coordinator, code="TOT-IDS-01")
    EnrolmentFactory(session=session, officer=OfficerFactory(user=coordinator))
    client = signed_in(coordinator)
    client.raise_request_exception = False
    client.codes = {"admin/programme": programme.code, "certificate-designs": programme.code, "": session.code}
    return client


def code_for(client, address):
    """The code that an address asks for: of a programme or of a session."""
    return next(code for part, code in client.codes.items() if part in address)


def with_ids(client):
    """Yields every address of ours that has a place for an id, with {} in each."""
    for route in _routes():
        if "<id:" in route:
            named = {"code": code_for(client, route)}
            yield re.sub(r"<(?:(\w+):)?(\w+)>", partial(_example, named), re.sub(r"<id:\w+>", "{}", route))


def _example(named, found):
    kind, name = found.groups()
    return named.get(name) or (str(uuid.UUID(int=7)) if kind == "uuid" else "x")


def _routes(patterns=None, route="/"):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route + str(pattern.pattern))
        else:
            yield route + str(pattern.pattern)


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("value", [LONG, "0", "১২", "%00"])
def test_an_address_with_what_can_be_no_id_is_not_there(somebody, value):
    answers = {}
    places = list(with_ids(somebody))
    assert len(places) > 50
    for place in places:
        path = place.replace("{}", value)
        for method in (somebody.get, somebody.post):
            # The sign-in library asks for the password first.
            if (status := method(path).status_code) != 404 and not (status == 302 and "/webauthn/" in path):
                answers[f"{method.__name__} {path}"] = status
    assert answers == {}


@cache
def names_read_by(module_file):
    """Returns (all names under which the views of a module read what was sent, those of ids)."""
    text = Path(module_file).read_text(encoding="utf-8")
    read = r'(?:GET|POST|sent|given|asked|query)(?:\.get(?:list)?\(|\[)"(\w+)"'
    return sorted(set(re.findall(read, text))), sorted(set(re.findall(r"ids?_of\(.*?" + read, text)))


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize("value", [LONG, "a\x00b"])
def test_no_value_that_is_sent_breaks_a_page(somebody, value):
    broken = []
    for name, path, view in addresses():
        if path is None or not hasattr(view, "allowed") or "logout" in name:
            continue
        address = path.replace("/x/", f"/{code_for(somebody, path)}/")
        names, of_ids = names_read_by(inspect.getsourcefile(inspect.unwrap(view)))
        # All at once, then ids one at a time: what is wrong in one place must not hide what is wrong in another.
        for data in ({one: [value, value] for one in names}, *({one: value} for one in of_ids)):
            broken += [
                f"{method.__name__} {address} {data}"
                for method in (somebody.get, somebody.post)
                if data and method(address, data).status_code >= 500
            ]
    assert broken == []


@pytest.mark.usefixtures("_plain_problem_pages")
def test_addresses_and_filters_of_the_admin_break_on_no_id_either(somebody):
    broken = []
    for name, path, _view in addresses():
        if not name.startswith("admin:") or path is None:
            continue
        asked = [somebody.get(path.replace("/x/", f"/{LONG}/"))]
        if name.endswith("_changelist"):
            asked += [somebody.get(path, {"id__exact": LONG, "programme__id__exact": LONG, "id__in": LONG})]
            asked.append(somebody.post(path, {"action": "delete_selected", "_selected_action": LONG, "index": "0"}))
        broken += [f"{name} {answer.request['QUERY_STRING']}" for answer in asked if answer.status_code >= 500]
    assert broken == []


# What stands behind the views of libraries


@pytest.mark.parametrize(
    "trouble",
    [
        OverflowError("Python int too large to convert to SQLite INTEGER"),
        DataError("bigint out of range"),
        DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
    ],
)
def test_what_no_database_can_hold_is_answered_as_a_bad_request(trouble, client):
    answer = ImpossibleValuesMiddleware(None).process_exception(_request(), trouble)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "fault", [OverflowError("math range error"), DataError("value too long for type character"), ValueError("x")]
)
def test_a_fault_of_ours_stays_a_fault(fault):
    assert ImpossibleValuesMiddleware(None).process_exception(_request(), fault) is None


def _request():
    request = RequestFactory().get("/")
    request.resolver_match = None
    return request
