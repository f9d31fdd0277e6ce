"""What an audit entry says was done, in words."""

import ast
import re

from django.utils import translation

from accounts.audit.acts import act_in_words
from tests.test_strings import trees

VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs(tree):
    """The verbs that a module writes into the trail as they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_many"}:
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and VERB.fullmatch(part.value):
                    yield part.value


def test_every_verb_has_words():
    written = {verb for tree in trees() for verb in verbs(tree)}
    assert len(written) > 100
    assert {verb for verb in written if act_in_words(verb) == verb} == set()


def test_an_act_is_said_in_the_language_of_the_page():
    assert act_in_words("certificate.revoked") == "Certificate: revoked"
    with translation.override("bn"):
        assert act_in_words("certificate.revoked") == "সনদ: বাতিল করা হয়েছে"
        assert act_in_words("enrolment.withdrawn") == "তালিকাভুক্তি: নাম বাদ দেওয়া হয়েছে"
    assert act_in_words("thing.never_heard_of") == "thing.never_heard_of"
