"""Words that stand in the foreign programme and nowhere else, and how they are found again on a page."""

import re
from itertools import count

from django.apps import apps
from django.db import DatabaseError, models, transaction

from participants.roster.base.legacy import is_bijoy_text
from tests.admin_walk.numbering import FOREIGN, numbered

CANARY = re.compile(r"zq([a-j]{4})q", re.IGNORECASE)
DIGITS = "abcdefghij"

# Kinds of words. An administrator opens programmes, invites their people and decides between programmes about an officer as
# given, and so reads all but those of the record.
PROGRAMME, STAFF, GIVEN, RECORD = "programme", "staff", "given", "record"
KIND_OF = {"programmes.Programme": PROGRAMME, "programmes.Phase": PROGRAMME, "programmes.Partnership": PROGRAMME}
KIND_OF |= {"accounts.User": STAFF, "programmes.TeamMember": STAFF, "programmes.Invitation": STAFF}
KIND_OF |= {"trainings.OfficerRequest": GIVEN}

# Rows that the database keeps as they are; their texts were canaries from the start (world.py).
UNCHANGEABLE = {"accounts.AuditEntry", "certificates.Certificate", "certificates.Badge"}
# Not texts that people write: codes, hashes, keys, closed lists, how something is stored or was asked for.
NO_TEXT = re.compile(
    r"(^|_)(code|key|hash|sha256|fingerprint|slug|serial|password|token|kind|scope|steps|seat|digest|request_id|verb|"
    r"type|colour|sheet|link|language|theme)$"
)


def in_letters(number):
    """Returns four letters for a number below 10,000: a name with figures in it would not be printed."""
    return "".join(DIGITS[int(digit)] for digit in f"{number:04d}")


class Canaries:
    """The canaries that were let out, and what each one is a word of."""

    def __init__(self):
        self.words = {}  # letters: (kind, where it stands)
        self._numbers = count()
        self.codes = {}  # other text that nobody else has, such as a service number: (kind, where it stands)

    def word(self, place, kind=RECORD):
        """Returns a new canary, letters and digits, for `place` (words for the message of a failing test)."""
        # Some would be read as text in an old font, and come out as other words.
        readable = (one for one in map(in_letters, self._numbers) if not is_bijoy_text(f"Zq{one}q", ""))
        letters = next(readable)
        self.words[letters] = (kind, place)
        return f"Zq{letters}q"

    def code(self, text, place, kind=RECORD):
        """Takes a text that is a canary by itself; returns it."""
        self.codes[text] = (kind, place)
        return text

    def found_in(self, text, *, kinds=(PROGRAMME, STAFF, GIVEN, RECORD), but=()):
        """Returns the places whose words stand in the text, sorted. but: texts that the visitor sent and may read back."""
        found = {self.words[letters.lower()] for letters in CANARY.findall(text) if letters.lower() in self.words}
        found |= {place for code, place in self.codes.items() if code in text and not any(code in one for one in but)}
        return sorted(place for kind, place in found if kind in kinds)

    def mark_everything(self):
        """Writes a canary into every text of every foreign row, also into the history. Returns the fields that refuse."""
        refused = []
        for model in apps.get_models():
            if model._meta.label in UNCHANGEABLE or not numbered(model):
                continue
            texts = [field for field in model._meta.concrete_fields if _is_text(field)]
            refused += [f"{model._meta.label}.{field.name}" for field in texts if not self._mark(model, field)]
        return refused

    def _mark(self, model, field):
        rows = FOREIGN.rows(model)
        own = model._meta.label.replace(".Historical", ".")
        for pk, text in rows.values_list("pk", field.attname):
            if text and CANARY.search(text):
                continue
            place = f"{model._meta.label}.{field.name}"
            word = self.word(place, KIND_OF.get(own, RECORD))
            word = f"{word}@example.org".lower() if isinstance(field, models.EmailField) else word
            try:
                with transaction.atomic():
                    rows.filter(pk=pk).order_by().update(**{field.attname: word})
            except DatabaseError:
                return False
        return True


def _is_text(field):
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    return is_text and not field.choices and not field.primary_key and not NO_TEXT.search(field.name)
