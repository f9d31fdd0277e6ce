"""The forms on a page, filled in as somebody would who puts in the numbers of another programme's objects."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.apps import apps

from tests.admin_walk.numbering import FIRST, FOREIGN, FOREIGN_OFFSET, KEY, ROOM

NOT_SENT = {"submit", "button", "image", "reset", "file"}
# What a field may be filled with where the page suggests nothing.
WORDS = {
    "date": "2999-01-01",
    "number": "1",
    "email": "somebody@example.org",
    "time": "10:00",
    "url": "https://example.org/",
}


@dataclass(frozen=True)
class Post:
    """One way of sending a form: everything is one's own but the value of `field`, which names a foreign object."""

    path: str
    field: str
    value: str
    data: tuple

    @property
    def as_dict(self):
        sent = {}
        for name, value in self.data:
            sent.setdefault(name, []).append(value)
        return sent

    @property
    def kind(self):
        """Forms of many rows are alike; one of them stands for all."""
        numberless = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
        buttons = tuple(sorted(pair for pair in self.data if pair[0] in ("action", "decision", "do", "act")))
        return numberless.sub("#", self.path), numberless.sub("#", self.field), buttons


def posts(text, path, swaps):
    """Yields a Post for each field of each form on the page (HTML) that names an object. swaps: {own text: foreign text}."""
    if "<form" not in text:
        return
    for form in lxml.html.fromstring(text).forms:
        action = urlsplit(urljoin(path, form.get("action") or path)).path
        if (form.get("method") or "get").lower() != "post" or not action.startswith("/admin/"):
            continue
        for filled in _filled(form):
            for place, (name, value) in enumerate(filled):
                foreign = _swapped(value, swaps)
                if foreign != value:
                    yield Post(action, name, foreign, (*filled[:place], (name, foreign), *filled[place + 1 :]))


def _filled(form):
    """Yields the pairs a browser would send, once for each button or choice of an action."""
    pairs, buttons = [], []
    for field in form.xpath(".//input | .//select | .//textarea | .//button"):
        name, kind = field.get("name"), (field.get("type") or field.tag).lower()
        if not name or name == "csrfmiddlewaretoken":
            continue
        if field.tag == "button" or kind == "submit":
            buttons.append((name, field.get("value") or ""))
        elif field.tag == "select" and name == "action":
            buttons.extend((name, option.get("value")) for option in field.xpath(".//option") if option.get("value"))
        elif kind not in NOT_SENT:
            pairs.extend((name, value) for value in _values(field, kind))
    for button in buttons or [None]:
        yield tuple([*pairs, button] if button else pairs)


def _values(field, kind):
    if field.tag == "select":
        return _chosen(field)
    if field.tag == "textarea":
        return [field.text or "Words"]
    if kind in ("checkbox", "radio"):
        return [field.get("value") or "on"]
    return [field.get("value") or WORDS.get(kind, "" if kind == "hidden" else "Words")]


def _chosen(field):
    """The options that stand for objects; else the first one that says something; else a foreign object of the model."""
    offered = [option.get("value") or "" for option in field.xpath(".//option")]
    objects = [value for value in offered if KEY.fullmatch(value)]
    if field.get("data-model-name") and not objects:
        model = apps.get_model(field.get("data-app-label"), field.get("data-model-name"))
        target = model._meta.get_field(field.get("data-field-name")).related_model
        # Nothing is offered before somebody searches; the number can be sent all the same.
        row = FOREIGN.first(target)
        return [str(row.pk - FOREIGN_OFFSET)] if row else []
    if field.get("multiple") is not None:
        return objects
    return (objects or [value for value in offered if value])[:1]


def _swapped(value, swaps):
    if value in swaps:
        return swaps[value]
    return KEY.sub(lambda found: str(_foreign(int(found[0]))), value)


def _foreign(key):
    is_own = key >= FIRST and 0 < key % ROOM < FOREIGN_OFFSET
    return key + FOREIGN_OFFSET if is_own else key
