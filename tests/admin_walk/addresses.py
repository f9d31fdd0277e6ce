"""Every address below /admin/, from the URL resolver, with what to put where it names an object.

A page that is added below a place known here is walked without a word. Where it begins a new place (a converter that
follows a text this file does not know), the walk fails with a sentence; then add the place to PLACES, and the object it
names to world.py.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from tests.admin_walk.numbering import FOREIGN, OWN

ADMIN = "admin/"
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")

# What stands at an argument: the text of the route up to it, and as much after it as it takes to tell. The longest one
# counts. The value: the name of an object in the world of one side, with a dot its attribute; in quotes a plain text.
PLACES = {
    "sessions/<code>": "scheduled.code",
    "sessions/<code>/certificates/": "closed.code",
    "sessions/<code>/certificates/<enrolment>": "completed.pk",
    "sessions/<code>/reopen/": "closed.code",
    "sessions/<code>/rosters/<public_id>": "roster.public_id",
    "sessions/<code>/rosters/<public_id>/rows/<number>": "'2'",
    "sessions/<code>/rosters/<public_id>/rows/<number>/<field>": "'name_en'",
    "sessions/<code>/slips/<token>": "session_slips_token",
    "sessions/<code>/sign-in/<token>": "sign_in_token",
    "sessions/<code>/timetable/print/<token>": "timetable_token",
    "sessions/<code>/nominations/<enrolment>": "nominated.pk",
    "sessions/<code>/nominations/letters/<token>": "letters_token",
    "sessions/<code>/nominations/links/<pk>": "nomination_link.pk",
    "sessions/<code>/letters/<kind>": "'invitation'",
    "sessions/<code>/letters/<kind>/print/<to>": "'units'",
    "sessions/<code>/letters/sent/<pk>": "letter_sending.pk",
    "sessions/<code>/letters/file/<token>": "session_letters_token",
    "calendar/address/<code>": "programme.code",
    "calendar/templates/<pk>": "session_template.pk",
    "calendar/templates/<pk>/days/<number>": "'1'",
    "calendar/holidays/<pk>": "holiday.pk",
    "officer-requests/<public_id>": "asked_for.public_id",
    "units/<pk>": "unit.pk",
    "units/<pk>/slips/<token>": "unit_slips_token",
    "people/<code>": "programme.code",
    "people/<code>/<pk>": "trainer.pk",
    "people/<code>/invitations/<pk>": "invitation.pk",
    "trainers/<code>": "programme.code",
    "trainers/<code>/<pk>": "trainer.pk",
    "trainers/<code>/<pk>/away/<days>": "days_away.pk",
    "trainers/<code>/guests/<pk>": "expert.pk",
    "sessions/<code>/trainers/<pk>": "trainer.pk",
    "sessions/<code>/guests/<pk>": "guest_of_session.pk",
    "sessions/<code>/incidents/<pk>": "incident.pk",
    "sessions/<code>/objections/<pk>": "objection.pk",
    "sessions/<code>/objections/record/<enrolment>": "no_account.pk",
    "sessions/<code>/allowance-list/<token>": "allowance_list_token",
    "sessions/<code>/resources/<pk>": "booking.pk",
    "sessions/<code>/resources/book/<kind>": "'room'",
    "resources/<code>": "programme.code",
    "resources/<code>/venues/<pk>": "venue.pk",
    "resources/<code>/add/<kind>": "'room'",
    "resources/<code>/<pk>": "room.pk",
    "resources/<code>/<pk>/ledger/": "booklets.pk",
    "administration/people/<pk>": "colleague.pk",
    "administration/administrators/<pk>": "administrator.pk",
    "administration/programmes/<code>": "programme.code",
    "administration/invitations/<pk>": "invitation_of_administrator.pk",
    "officers/<pk>": "officer.pk",
    "officers/<pk>/postings/<posting_pk>": "posting.pk",
    "officers/duplicates/<one>": "pair.officer_low_id",
    "officers/duplicates/<one>-<other>": "pair.officer_high_id",
    "officers/duplicates/apart/<pk>": "apart.pk",
    "officers/duplicates/merges/<pk>": "merge.pk",
    "programme/consultations/<pk>": "consultation.pk",
    "programme/documents/<kind>": "'consultationdocument'",
    "programme/documents/<kind>/<pk>": "document.pk",
    "programme/findings/<pk>": "finding.pk",
    "programme/workstreams/<pk>": "workstream.pk",
    "programme/workstreams/<pk>/ladder/": "curriculum.pk",
    "programme/milestones/<pk>": "milestone.pk",
    "programme/clauses/<pk>": "clause.pk",
    "programme/library/<pk>": "resource.pk",
    "programme/reflections/<pk>": "reflection.pk",
    "programme/partners/<pk>": "organisation.pk",
    "programme/<code>": "programme.code",
    "programme/<code>/certificates/<public_id>": "asked.public_id",
    "programme/<code>/matrix/print/<token>": "matrix_token",
    "programme/<code>/matrix/findings/<pk>": "finding.pk",
    "programme/<code>/matrix/modules/<pk>": "module.pk",
    "certificate-designs/<pk>": "draft.pk",
    "certificate-designs/new/<code>": "programme.code",
    "certificate-designs/look/<code>": "programme.code",
    "certificate-designs/specimen/<code>": "programme.code",
    "certificate-designs/art/<palette>": "'green'",
    "certificate-designs/art/<palette>/<name>": "'bridge-mark.svg'",
    "signatories/<pk>": "signatory.pk",
    "certificates/corrections/<pk>": "correction.pk",
    "certificates/corrections/new/<enrolment>": "completed.pk",
    "certificates/to-review/<pk>": "changed_result.pk",
    "certificates/revocations/<pk>": "proposal.pk",
    "certificates/reissue/<pk>": "reissue.pk",
    "certificates/reinstatements/<pk>": "reinstatement.pk",
    "certificates/<serial>": "certificate.serial",
    "certificates/<serial>/new-one/": "taken_back.serial",
    "sessions/modules/<pk>": "module.pk",
    "sessions/<code>/certificate-files/<form>": "'pdf'",
    "sessions/<code>/certificate-files/<form>/<token>": "session_certificates_token",
    "participations/export/<token>": "participations_token",
    "sessions/<code>/name-badges/<token>": "name_badges_token",
    "ceremonies/<pk>": "ceremony.pk",
    "ceremonies/<pk>/protocol/<line>": "guest.pk",
    "ceremonies/<pk>/running-order/<line>": "line.pk",
    "ceremonies/<pk>/order/<line>": "hand_over.pk",
    "ceremonies/<pk>/papers/pack/<token>": "pack_token",
    "ceremonies/<pk>/papers/<paper>": "'seating'",
    "ceremonies/<pk>/papers/<paper>/<token>": "paper_token",
    "participants/officer/import/<public_id>": "table.public_id",
    "programmes/newsupdate/<pk>": "update.pk",
    "<app_label>": "'programmes'",
    "<url>": "'there-is-no-such-page'",
}

# Not programmes' own: a row of these is the same for everyone, so there is no foreign one.
SHARED = {"programmes.Organisation", "programmes.Place", "participants.Unit", "participants.Rank", "trainings.Module"}

# Doors of the admin that lead to the one sign-in, and out.
DOORS = {"admin:login", "admin:logout"}

_PLAIN_REGEX = re.compile(r"[\w/-]*")


@dataclass(frozen=True)
class Address:
    """A route below /admin/: its text with <name> for each argument, its name in the resolver, the model it shows if any."""

    route: str
    name: str
    model: object = None

    @property
    def arguments(self):
        return ARGUMENT.findall(self.route)

    def path(self, world):
        """Returns the address with objects of the own programme."""
        return self._filled(world, [world.own] * len(self.arguments))

    def foreign_path(self, world):
        """Returns the address with objects of the foreign programme; the own one where it names none."""
        return self._filled(world, [world.foreign] * len(self.arguments))

    def foreign_paths(self, world):
        """Returns the addresses with foreign objects: all of them, and each one alone below own ones."""
        count = len(self.arguments)
        sides = [[world.foreign] * count]
        sides += [[world.foreign if n == place else world.own for n in range(count)] for place in range(count)]
        return sorted({self._filled(world, one) for one in sides} - {self.path(world)})

    def _filled(self, world, sides):
        route = self.route
        for n, side in enumerate(sides):
            value = str(self._value(world, side, n))
            route = ARGUMENT.sub(lambda _found, value=value: value, route, count=1)
        return f"/{ADMIN}{route}"

    def _value(self, world, side, n):
        ends = [found.end() for found in ARGUMENT.finditer(self.route)]
        if self.model is not None:
            return _row(world, side, self.model, version=n == 1)
        place = place_of(self.route, ends[n])
        assert place, sentence(self)
        text = PLACES[place]
        if text.startswith("'"):
            return text.strip("'")
        thing, _dot, attribute = text.partition(".")
        found = getattr(side, thing)
        return found if not attribute else found[attribute] if isinstance(found, dict) else getattr(found, attribute)


def place_of(route, end):
    """Returns the key of PLACES that says what stands at the argument which ends at `end`; None where none does."""
    fitting = [key for key in PLACES if route.startswith(key) and len(key) >= end and "<" not in key[end:]]
    fitting = [key for key in fitting if key[:end] == route[:end]]
    return max(fitting, key=len, default=None)


def unknown(address):
    """Returns the arguments (their text in the route) that the walk has no example for."""
    if address.model is not None:
        return []
    ends = [found.end() for found in ARGUMENT.finditer(address.route)]
    return [address.route[:end] for end in ends if place_of(address.route, end) is None]


def sentence(address):
    return (
        f"The walk does not know what to put into /{ADMIN}{address.route} ({address.name}). Add "
        f"{', '.join(map(repr, unknown(address)))} to PLACES in tests/admin_walk/addresses.py, and the object it names to "
        "tests/admin_walk/world.py, for both programmes."
    )


def _row(world, side, model, *, version):
    """Returns the key of the first row of the side, or of its first version. Every visit is taken back: it stays the same."""
    known, what = world.first_rows, (side.name, model, version)
    if what not in known:
        known[what] = _first_row(world, side, model, version=version)
    return known[what]


def _first_row(world, side, model, *, version):
    keys = FOREIGN if side is world.foreign and model._meta.label not in SHARED else OWN
    row = keys.first(model)
    assert row is not None, (
        f"The {side.name} programme has no {model._meta.label}, which has pages in the model admin. Make one in "
        "tests/admin_walk/world.py, or list the model as SHARED in tests/admin_walk/addresses.py."
    )
    if not version:
        return row.pk
    return model.history.filter(**{model._meta.pk.attname: row.pk}).order_by("history_id").first().history_id


def every():
    """Returns [Address] of the whole resolver below /admin/."""
    return list(_walk(get_resolver().url_patterns, "", "", None))


def _walk(patterns, route, namespace, _parent):
    for pattern in patterns:
        here = route + _text(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if here.startswith(ADMIN):
                below = here.removeprefix(ADMIN)
                yield Address(below, f"{namespace}{pattern.name or ''}", _model(below))
        elif here.startswith(ADMIN) or ADMIN.startswith(here):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner, pattern)


def _text(pattern):
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(pattern))
    plain = pattern.regex.pattern.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    plain = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", plain)
    plain = plain.replace("([^/]+)/history/([^/]+)", "<object_id>/history/<version>")
    assert _PLAIN_REGEX.fullmatch(ARGUMENT.sub("", plain)), (
        f"The walk cannot read the address {pattern.regex.pattern}; write it with path()."
    )
    return plain


def _model(route):
    """The model whose object a page of the model admin names, if it is one."""
    found = re.match(r"(\w+)/(\w+)/<(?:object_id|id)>", route)
    return apps.get_model(*found.groups()) if found else None
