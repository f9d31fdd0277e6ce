"""A reflection is published with the consent of who said it, and never without."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import Consent, Reflection
from programmes.reflections.consent import publish, record_consent, unpublish, withdraw_consent
from tests.programmes.factories import ConsultationFactory, ReflectionFactory


@pytest.fixture
def reflection(programme):
    return ReflectionFactory(programme=programme)


@pytest.fixture
def agreed(reflection, coordinator):
    return record_consent(reflection, answer=Consent.GIVEN, on=date(2026, 1, 2), note="signed form", by=coordinator)


@pytest.mark.parametrize("consent", ["not_asked", "refused", "withdrawn"])
def test_without_consent_it_is_not_published(programme, coordinator, consent):
    asked = {} if consent == "not_asked" else {"consent_on": date(2026, 1, 2)}
    reflection = ReflectionFactory(programme=programme, consent=consent, **asked)
    with pytest.raises(Refused, match="consent"):
        publish(reflection, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reflection.objects.filter(pk=reflection.pk).update(published_at=timezone.now())


def test_with_consent_updates_and_reports_may_use_it(agreed, coordinator):
    publish(agreed, by=coordinator)
    assert list(Reflection.objects.usable()) == [agreed]


def test_taken_back_consent_takes_it_down_at_once(agreed, coordinator):
    publish(agreed, by=coordinator)
    withdraw_consent(agreed, by=coordinator)
    assert not Reflection.objects.usable().exists()
    assert AuditEntry.objects.get(verb="reflection.consent_withdrawn").details == {"was_published": True}


def test_it_can_be_taken_down_and_published_again(agreed, coordinator):
    publish(agreed, by=coordinator)
    with pytest.raises(Refused, match="already"):
        publish(agreed, by=coordinator)
    unpublish(agreed, by=coordinator)
    with pytest.raises(Refused, match="not published"):
        unpublish(agreed, by=coordinator)
    assert publish(agreed, by=coordinator).is_published


def test_consent_says_how_it_was_given(reflection, coordinator):
    with pytest.raises(Refused, match="how consent was given"):
        record_consent(reflection, answer=Consent.GIVEN, on=date(2026, 1, 2), by=coordinator)


def test_consent_is_not_given_tomorrow(reflection, coordinator):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="still to come"):
        record_consent(reflection, answer=Consent.GIVEN, on=tomorrow, note="x", by=coordinator)


def test_given_consent_is_not_written_over(agreed, coordinator):
    with pytest.raises(Refused, match="on record already"):
        record_consent(agreed, answer=Consent.REFUSED, on=date(2026, 1, 3), by=coordinator)


def test_who_refused_may_agree_later(reflection, coordinator):
    record_consent(reflection, answer=Consent.REFUSED, on=date(2026, 1, 2), by=coordinator)
    agreed = record_consent(reflection, answer=Consent.GIVEN, on=date(2026, 1, 3), note="voice message", by=coordinator)
    assert publish(agreed, by=coordinator).is_published


def test_there_is_nothing_to_withdraw_before_it_was_given(reflection, coordinator):
    with pytest.raises(Refused, match="No consent"):
        withdraw_consent(reflection, by=coordinator)


def test_a_stranger_publishes_nothing(agreed, stranger):
    with pytest.raises(Refused, match="Only a coordinator"):
        publish(agreed, by=stranger)


def test_the_words_stand_in_the_language_they_were_said_in(programme):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReflectionFactory(programme=programme, language="bn", text_bn="")


def test_observers_meet_reflections_only_where_they_are_used(observer, reflection):
    assert not Reflection.objects.visible_to(observer).exists()


# The pages


def test_the_page_leads_from_consent_to_publishing(signed_in, coordinator, reflection):
    client, address = signed_in(coordinator), reflection.get_absolute_url()
    assert "disabled" in client.get(address).content.decode()
    client.post(address, {"act": "consent", "answer": "given", "on": "2026-01-02", "note": "signed form"})
    client.post(address, {"act": "publish"})
    reflection.refresh_from_db()
    assert reflection.is_published


def test_a_refusal_stands_beside_its_field(signed_in, coordinator, reflection):
    sent = {"act": "consent", "answer": "given", "on": "2026-01-02", "note": ""}
    answer = signed_in(coordinator).post(reflection.get_absolute_url(), sent)
    assert answer.status_code == 422
    assert "Say how consent was given" in answer.context["form"].errors["note"][0]


def test_publishing_without_consent_is_answered_in_a_sentence(signed_in, coordinator, reflection):
    answer = signed_in(coordinator).post(reflection.get_absolute_url(), {"act": "publish"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"answer": ["Without the speaker's consent it can't be published."]}
    page = answer.content.decode()
    assert page.count("it can&#x27;t be published") >= 2
    assert 'aria-invalid="true"' in page or 'class="sh-field bad"' in page
    reflection.refresh_from_db()
    assert not reflection.is_published


def test_a_day_to_come_is_refused_beside_the_day(signed_in, coordinator, reflection):
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"act": "consent", "answer": "given", "on": tomorrow.isoformat(), "note": "signed form"}
    answer = signed_in(coordinator).post(reflection.get_absolute_url(), sent)
    assert answer.context["form"].errors == {"on": ["The day of the answer is still to come."]}


def posted(reflection, **changes):
    fields = {
        "language": "bn",
        "theme": "trust",
        "text_bn": reflection.text_bn,
        "text_en": "",
        "speaker_role_en": "A beat officer",
    }
    return {**fields, "consultation": "", "said_on": "", **changes}


def form_of(client, reflection, **changes):
    page = reverse("admin:programmes_reflection_change", args=[reflection.pk])
    return client.post(page, posted(reflection, **changes))


def test_published_words_stay_as_the_speaker_agreed_to_them(signed_in, coordinator, agreed):
    publish(agreed, by=coordinator)
    answer = form_of(signed_in(coordinator), agreed, text_bn="অন্য কথা")
    sentence = "It is published. Take it down before you change it."
    assert answer.context["adminform"].form.errors["text_bn"] == [sentence]
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"text_bn": ""}, "text_bn", "Write the words in the language they were said in."),
        ({"language": "en"}, "text_en", "Write the words in the language they were said in."),
    ],
)
def test_missing_words_are_told_beside_their_field(signed_in, coordinator, reflection, changes, field, sentence):
    answer = form_of(signed_in(coordinator), reflection, **changes)
    assert answer.context["adminform"].form.errors == {field: [sentence]}


def test_it_was_said_at_a_consultation_of_its_programme(signed_in, coordinator, reflection):
    other = ConsultationFactory()
    other.programme.team.create(user=coordinator, role="coordinator")
    answer = form_of(signed_in(coordinator), reflection, consultation=other.pk)
    assert answer.context["adminform"].form.errors["consultation"] == [
        "This consultation belongs to another programme."
    ]
