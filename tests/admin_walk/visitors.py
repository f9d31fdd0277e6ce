"""The classes of permission, each with a browser, and what comes back to them: the answer and what the database was told."""

import copy
import io
import re
import time
import zipfile
from dataclasses import dataclass, field

from django.contrib import auth
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client

from tests.admin_walk.numbering import foreign_keys_in, foreign_rows

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CHANGES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
# Written whoever asks for whatever: the session itself, and that an answer was a refusal.
ABOUT_THE_VISIT = {"django_session", "usersessions_usersession"}
AUDIT = "accounts_auditentry"  # says what was asked for, also where there was nothing
VISITOR = "admin_walk.visitor"  # among the facts of a request: the Visitor who asks
TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


@dataclass
class Seen:
    """An answer. `text`: its body where that is text, its messages, its headers; `changed`: the tables that were written."""

    status: int
    text: str
    location: str = ""
    changed: set = field(default_factory=set)
    touched: set = field(default_factory=set)  # keys of foreign rows among the parameters of what was written
    harmed: set = field(default_factory=set)  # tables whose foreign rows are not what they were
    broke: str = ""


class Visitor:
    """Somebody with a browser. `user` None: not signed in."""

    def __init__(self, world, user=None):
        self.world, self.user, self.known_as = world, user, None
        self.client = Client(raise_request_exception=False, **{VISITOR: self})
        if user is not None:
            self.client.force_login(user, backend=BACKEND)
            session = self.client.session
            # As after signing in just now, so that nobody is asked once more who it is.
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()

    def get(self, path, data=None, headers=None):
        return self._visit("get", path, data, headers)

    def post(self, path, data=None, headers=None):
        return self._visit("post", path, data, headers)

    def account(self, request):
        """Returns who asks: found out from the session with the first visit, and from then on the same, with the same parts.

        Every visit is taken back, so that the second would read what the first one read. Each gets a copy of its own.
        """
        if self.known_as is None:
            self.known_as = auth.get_user(request)
            if self.known_as.is_authenticated:
                assert self.known_as == self.user
                _ = self.known_as._team_roles  # what each page asks for, and what is kept with the account
        return copy.copy(self.known_as)

    def _visit(self, method, path, data, headers):
        """Asks, and takes back whatever was written; the next visit finds everything as it was."""
        watch = _Watch()
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                answer = getattr(self.client, method)(path, data or {}, headers=headers)
                body = _body(answer)
            rows = foreign_rows(watch.changed) if watch.changed else {}
            harmed = {table for table, found in rows.items() if found != self.world.rows[table]}
            transaction.set_rollback(True)
        # A message must show up with the visit that earned it, not on the next page.
        self.client.cookies.pop("messages", None)
        said = " ".join(str(one) for one in getattr(get_messages(answer.wsgi_request), "_queued_messages", ()))
        broke = repr(answer.exc_info[1]) if getattr(answer, "exc_info", None) else ""
        location = answer.headers.get("Location", "")
        named = answer.headers.get("Content-Disposition", "")
        text = f"{body} {said} {named}"
        return Seen(answer.status_code, text, location, watch.changed, watch.touched, harmed, broke)


def _body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith(TEXT):
        return content.decode(errors="replace")
    if content.startswith(b"PK"):
        # A workbook: the words stand in its packed parts.
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return content.decode("latin-1")


class _Watch:
    """Notes what a request writes: into which tables, and with which foreign keys."""

    def __init__(self):
        self.changed, self.touched = set(), set()

    def __call__(self, execute, sql, params, many, context):
        if (found := CHANGES.match(sql)) and found[2] not in ABOUT_THE_VISIT:
            self.changed.add(found[2])
            if found[2] != AUDIT:
                self.touched |= foreign_keys_in(str(params))
        return execute(sql, params, many, context)


def who_asks(request):
    """What stands in for looking up the account of a request, in the middleware that signs people in."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = request.META[VISITOR].account(request)
    return request._cached_user


def visitor(world, name):
    """Returns the Visitor of a class of permission; "coordinator" is of the own programme."""
    users = {
        "anonymous": None,
        "outsider": world.outsider,
        "officer": world.own.officer_user,
        "trainer": world.own.trainer,
        "observer": world.own.observer,
        "administrator": world.administrator,
        "coordinator": world.own.coordinator,
        "foreign coordinator": world.foreign.coordinator,
        "neighbour": world.neighbour.coordinator,
    }
    return Visitor(world, users[name])
