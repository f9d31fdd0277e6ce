"""Strangers get the answer from a frame that was made once: the same bytes as the template makes, and never an old answer."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from certificates.issuing import records
from certificates.verification import answer_page, lookup
from certificates.views.public import verify
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db

STATES = ("issued", "superseded", "revoked")
ODD = '<b>&amp; "it\'s" %(date)s {{ reason }} \ue0f01\ue0f1 \x00 ক্ষ 🙂'


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    """Two answers that are compared were asked for in the same minute; no frame of an earlier test is there."""
    answer_page.FRAMES.forget()
    noon = datetime(2026, 6, 1, 6, 7, tzinfo=UTC)
    monkeypatch.setattr(verify, "timezone", SimpleNamespace(now=lambda: noon))


@pytest.fixture
def answers(client, monkeypatch, certificate):
    """A function: what a stranger gets from a frame, twice, and what the template makes."""

    def ask(**query):
        address = f"/verify/{certificate.code}/"
        found = [client.get(address, query) for _time in range(2)]
        with monkeypatch.context() as patched:
            patched.setattr(verify, "_is_nobody", lambda request: False)
            found.append(client.get(address, query))
        assert {answer.status_code for answer in found} == {200}
        return [answer.content for answer in found]

    return ask


@pytest.fixture
def on_record(monkeypatch):
    """A function: what the database is to say of the certificate from now on, with these values instead of its own."""
    asked = lookup.look_up

    def say(**values):
        def look_up(code):
            known = asked(code)
            return known._replace(**{**values, "facts": {**known.facts, **values.get("facts", {})}})

        monkeypatch.setattr(lookup, "look_up", look_up)

    return say


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("query", [{}, {"language": "en"}, {"language": "bn"}, {"from": "picture", "code": "<&\" '"}])
def test_a_frame_gives_what_the_template_gives(answers, on_record, state, query):
    changed = {"state": state, "state_changed_at": datetime(2026, 3, 4, tzinfo=UTC)}
    for facts in (
        {},
        {"name_bn": "", "rank_en": "", "rank_bn": "", "hours_en": None},
        {"signatories": [], "partners": []},
        {"hours_en": 18, "hours_bn": 1800},
        {"partners": [{"name_en": f"Partner {n}", "name_bn": "" if n else "অংশীদার"} for n in range(3)]},
    ):
        for reason in ("", "Issued in error."):
            on_record(**changed, reason=reason, facts=facts)
            first, again, by_template = answers(**query)
            assert first == again == by_template


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("odd", [ODD, f"{ODD} \ue0f2"])
def test_odd_letters_and_markup_stand_on_it_as_the_template_writes_them(answers, on_record, language, odd):
    posts = [{"name_en": odd, "name_bn": odd, "post_en": odd, "organisation_bn": odd}]
    facts = {"name_en": odd, "course_bn": odd, "signatories": posts, "partners": [{"name_en": odd}]}
    changed = {"state": "revoked", "state_changed_at": datetime(2026, 3, 4, tzinfo=UTC)}
    on_record(**changed, reason=odd, reason_bn=odd, facts=facts)
    first, again, by_template = answers(language=language)
    assert first == again == by_template
    assert b"<b>&amp; " not in first
    assert "&lt;b&gt;&amp;amp; &quot;it&#x27;s&quot; %(date)s {{ reason }}" in first.decode()


def test_the_answer_changes_with_the_certificate(client, certificate, coordinator):
    address = f"/verify/{certificate.code}/"
    assert "This certificate is valid" in client.get(address).text
    new = supersede(certificate, by=coordinator, reason="The spelling was corrected.")
    assert "This certificate has been replaced" in client.get(address).text
    records.revoke(new, by=coordinator, reason="Issued in error.")
    assert "This certificate was revoked" in client.get(f"/verify/{new.code}/").text


def test_nobody_gets_the_facts_of_another(client, certificate, closed, coordinator):
    client.get(f"/verify/{certificate.code}/")
    kept = str(answer_page.FRAMES.__dict__)
    facts = certificate.facts
    assert not any(facts[key] in kept for key in ("name_en", "name_bn", "serial", "code", "course_en"))


def test_who_is_signed_in_gets_a_page_of_their_own(signed_in, certificate, coordinator):
    address = f"/verify/{certificate.code}/"
    for _time in range(2):
        assert "Your start page" in signed_in(coordinator).get(address).text
        assert "Your start page" not in Client().get(address).text


def test_no_more_frames_are_kept_than_fit(client, certificate, on_record, monkeypatch):
    monkeypatch.setattr(answer_page.FRAMES, "_most", 3)
    for number in range(1, 6):
        on_record(facts={"partners": [{"name_en": "Partner"}] * number})
        assert client.get(f"/verify/{certificate.code}/").text.count("Partner<") == number
    assert len(answer_page.FRAMES._kept) == 3


def test_an_answer_takes_one_question_to_the_database(client, certificate, django_assert_num_queries):
    for _time in range(2):
        with django_assert_num_queries(1):
            client.get(f"/verify/{certificate.code}/")
