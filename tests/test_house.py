"""The rules of the house that a reader would not notice breaking."""

import ast
import re
import uuid
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from accounts.models import User

ROOT = Path(__file__).resolve().parent.parent

# From the ground floor to the roof. Each may import and point to what stands before it, never to what comes after.
FLOORS = ["accounts", "jobs", "programmes", "participants", "trainings", "certificates", "reports", "demo"]

# Inside a floor, from the bottom: rooms (packages) and single modules. What is not named stands on top of them all.
ROOMS = {
    "accounts": "refusal permissions database text ops models audit access sign_in ui",
    "jobs": "models kinds execution requesting progress processes",
    "programmes": (
        "files workbooks models locking admin_base places team invitations consultations findings reflections workstreams "
        "library deliveries news opening"
    ),
    "participants": (
        "models row_snapshots identity roster held_elsewhere duplicates officers merging claim_slips roster_import "
        "table_import"
    ),
    "trainings": (
        "models curriculum sessions tags excuses making_up attendance scanning paper enrolment officer_requests walk_ins rosters "
        "timetable holidays session_templates incidents allowances nomination_links letters resources calendar trainer_pool "
        "objections"
    ),
    "certificates": (
        "models drawing signing offline storage designs issuing verification lifecycle reinstatement ceremonies badges"
    ),
    "reports": (
        "counting exports matrix capacity ceremony session_certificates claim_slips sign_in timetable name_badges "
        "allowance_list session_papers calendar trainer_pool pages session_letters participations results"
    ),
    "demo": "people samples timetables sessions training_day",
}
# What is inside a large room has an order, too.
INNER_ROOMS = {
    "participants.roster": "base cells layout check tables",
    "certificates.drawing": "base text design layout pdf engines joining",
}
# (module, what it reaches for above itself): why.
UPWARD_FOR_A_REASON = {
    (
        "accounts.database.kept_counts",
        "accounts.tasks.count_numbers_anew",
    ): "wakes the worker, whose task calls this module",
    (
        "accounts.sign_in.resets",
        "accounts.tasks.send_password_letters",
    ): "wakes the worker, whose task calls this module",
    ("jobs.requesting", "jobs.tasks.perform_job"): "wakes the worker, whose task calls the module below",
    (
        "programmes.news.admin",
        "programmes.views.news",
    ): "the admin of updates hands its buttons to the pages of updates",
}
MOST_FLAT_MODULES = 12

LINES = 400
LINES_OF_A_FUNCTION = 50
LONG_FOR_A_REASON = {
    # path: why it is better in one piece
}

# Addresses whose views are a library's and guard themselves; the reason says how.
OF_LIBRARIES = {
    "admin:": "every view goes through ShetuAdminSite.admin_view: coordinators only",
    "account_": "allauth: what strangers need (sign-in, password) is open, the rest asks to sign in",
    "mfa_": "allauth: the second factor of the account itself",
    "usersessions_": "allauth: the sessions of the account itself",
}


def modules(*, with_migrations=False):
    for app in FLOORS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if with_migrations or "migrations" not in path.parts:
                yield app, path


def trees():
    for app, path in modules():
        yield app, path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


class Facts(NamedTuple):
    """What the rules below want to know of a file: it takes longer to read all the code than to ask all of them."""

    imported: list[str]
    pointed_to: list[str]
    lengths: list[tuple[str, int]]


@cache
def facts_of(path):
    """Returns the Facts of the file at `path`."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return Facts(
        imported=[name for node in nodes for name in imported_by(node)],
        pointed_to=[name for node in nodes for name in pointed_to_by(node)],
        lengths=[
            (node.name, node.end_lineno - node.lineno + 1)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ],
    )


def known():
    """Yields (app, path below the root, Facts) of every module."""
    for app, path in modules():
        yield app, str(path.relative_to(ROOT)), facts_of(path)


def imported_by(node):
    """Yields every module name that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "Relative imports hide the floor they point to."
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def pointed_to_by(node):
    """Yields "app.Model" for a relation that names its model in a string."""
    called = getattr(node, "func", None)
    if getattr(called, "attr", getattr(called, "id", "")) in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
        to = [node.args[0]] if node.args else [word.value for word in node.keywords if word.arg == "to"]
        yield from (part.value for part in to if isinstance(part, ast.Constant) and "." in str(part.value))


def above(app, names):
    higher = set(FLOORS[FLOORS.index(app) + 1 :])
    return sorted({name for name in names if name.split(".")[0] in higher})


def test_imports_point_down():
    assert {path: up for app, path, facts in known() if (up := above(app, facts.imported))} == {}


def storey(within, name, rooms):
    """Returns how high the module `name` ("app.room.module") stands within "app": the place of its room, else the top."""
    order = rooms.split()
    room = name.removeprefix(f"{within}.").split(".")[0]
    return order.index(room) if room in order else len(order)


def upward_reaches(within, rooms):
    found = set()
    for path in sorted((ROOT / within.replace(".", "/")).rglob("*.py")):
        here = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if here == within or "migrations" in path.parts:
            continue
        for name in facts_of(path).imported:
            if name.startswith(f"{within}.") and storey(within, name, rooms) > storey(within, here, rooms):
                found.add((here, name))
    # `from a.b import c` names both a.b and a.b.c.
    return {
        (here, name) for here, name in found if not any((here, longer) in found for longer in extensions(name, found))
    }


def extensions(name, found):
    return {other for _here, other in found if other.startswith(f"{name}.")}


@pytest.mark.parametrize(("within", "rooms"), [*ROOMS.items(), *INNER_ROOMS.items()])
def test_imports_between_rooms_point_down(within, rooms):
    up = upward_reaches(within, rooms)
    assert {reach for reach in up if reach not in UPWARD_FOR_A_REASON} == set()


@pytest.mark.parametrize(("within", "rooms"), [*ROOMS.items(), *INNER_ROOMS.items()])
def test_rooms_exist_and_say_what_lives_there(within, rooms):
    for room in rooms.split():
        place = ROOT / within.replace(".", "/") / room
        if place.with_suffix(".py").exists():
            continue
        said = ast.get_docstring(ast.parse((place / "__init__.py").read_text(encoding="utf-8")))
        assert said, f"{place.relative_to(ROOT)}/__init__.py says in two lines what lives there."


@pytest.mark.parametrize("app", [app for app in ROOMS if app != "demo"])
def test_the_architecture_page_names_the_rooms_in_their_order(app):
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page[page.index("## Rooms") : page.index("### Rooms to come")]
    (row,) = (line for line in table.splitlines() if line.startswith(f"| `{app}/` |"))
    assert re.findall(r"`([a-z_]+)(?:/|\.py)`", row)[1:] == ROOMS[app].split()


@pytest.mark.parametrize("app", FLOORS)
def test_few_modules_lie_flat_in_an_app(app):
    flat = [path.stem for path in (ROOT / app).glob("*.py") if path.stem != "__init__"]
    assert len(flat) <= MOST_FLAT_MODULES, flat


def test_relations_point_down():
    assert {path: up for app, path, facts in known() if (up := above(app, facts.pointed_to))} == {}


def test_nothing_imports_the_wiring():
    wired = {path for _app, path, facts in known() if any(name.split(".")[0] == "config" for name in facts.imported)}
    assert wired == set()


def test_rules_do_not_hang_on_signals():
    def listens(names):
        return [name for name in names if name.startswith("django.dispatch") or name.split(".")[-1] == "signals"]

    assert {path: found for _app, path, facts in known() if (found := listens(facts.imported))} == {}


def test_there_are_no_junk_drawers():
    junk = {"utils", "helpers", "services", "common", "misc"}
    assert [str(path) for _app, path in modules() if path.stem in junk or path.parent.name in junk] == []


# Draws the artwork, which has no text, and the reference of the stamper, which nobody is given.
UNREAD = {"certificates/drawing/engines/artwork.py", "certificates/drawing/engines/rendering.py"}


def test_every_pdf_goes_through_what_makes_its_text_readable():
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for _app, path in modules()}
    writing = {name for name, text in texts.items() if ".write_pdf(" in text}
    assert len(writing) > len(UNREAD)
    assert sorted(name for name in writing - UNREAD if "make_readable" not in texts[name]) == []


def test_no_file_grows_too_long():
    own = [path for folder in (*FLOORS, "config", "templates", "tests", "bench") for path in (ROOT / folder).rglob("*")]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in own
        if path.suffix in {".py", ".html"}
        and "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert {path: lines for path, lines in long.items() if path not in LONG_FOR_A_REASON} == {}
    assert [path for path in LONG_FOR_A_REASON if path not in long] == []


@pytest.mark.parametrize("folder", [*FLOORS, "config", "scripts", "bench", "tests"])
def test_no_function_grows_too_long(folder):
    long = {
        f"{path.relative_to(ROOT)} {function.name}": lines
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := function.end_lineno - function.lineno + 1) > LINES_OF_A_FUNCTION
    }
    assert long == {}


# Every address says who may use it


def addresses(patterns=None, route="/", namespace=""):
    """Yields (name with namespaces, an example of the address or None, view) for the whole URL map."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = None if route is None else example_of(pattern.pattern)
        here = None if here is None else route + here
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", here, pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, here, inner)


def example_of(pattern):
    """Returns an address that the pattern matches, None when it is a regular expression with something to guess."""
    if not isinstance(pattern, RoutePattern):
        plain = pattern.regex.pattern.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        return plain if re.fullmatch(r"[\w/-]*", plain) else None
    examples = {"int": "1", "id": "1", "uuid": str(uuid.UUID(int=7)), "str": "x", "slug": "x", "path": "x"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: examples.get(found[1] or "str", "x"), str(pattern))


def of_a_library(name):
    return any(name.startswith(prefix) for prefix in OF_LIBRARIES)


def test_every_view_says_who_may_use_it():
    assert [name for name, _path, view in addresses() if not hasattr(view, "allowed") and not of_a_library(name)] == []


def test_only_public_views_are_open_without_signing_in():
    open_to_all = {name for name, _path, view in addresses() if not getattr(view, "login_required", True)}
    public = {name for name, _path, view in addresses() if getattr(view, "allowed", "") == "public"}
    assert {name for name in open_to_all ^ public if not of_a_library(name)} == set()


def guarded_addresses():
    return [
        pytest.param(path, getattr(view, "allowed", name), id=f"{name} {path}")
        for name, path, view in addresses()
        if path is not None and getattr(view, "allowed", "") != "public" and not name.startswith("account_")
    ]


@pytest.mark.usefixtures("_plain_problem_pages")
def test_a_stranger_is_sent_to_sign_in_everywhere_else(client, db):
    let_in = {}
    for path, _rule in (case.values for case in guarded_addresses()):
        answer = client.get(path)
        sent_away = answer.status_code == 302 and "/login/" in answer.headers["Location"]
        if not sent_away and answer.status_code != 404:
            let_in[path] = answer.status_code
    assert let_in == {}


@pytest.mark.usefixtures("_plain_problem_pages")
def test_someone_without_a_role_finds_nothing(signed_in, db):
    client = signed_in(User.objects.create_user("nobody@example.org", full_name="Nobody"))
    found = {}
    for path, rule in (case.values for case in guarded_addresses()):
        if rule == "signed_in" or rule.startswith(("mfa_", "usersessions_")):
            continue
        answer = client.get(path)
        if answer.status_code != 404 and path != "/admin/login/":
            found[path] = answer.status_code
    assert found == {}
