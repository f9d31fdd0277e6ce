"""Delegates: an officer on record or a named guest, once each, for coordinators' eyes."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry
from participants.models import Delegate
from tests.factories import OfficerFactory
from tests.programmes.factories import ConsultationFactory


@pytest.fixture
def consultation(programme):
    return ConsultationFactory(programme=programme)


@pytest.mark.parametrize("named", [{}, {"guest_name_en": "Anwar Kabir", "officer": True}])
def test_a_delegate_is_an_officer_or_a_guest(consultation, named):
    officer = OfficerFactory() if named.pop("officer", False) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegate.objects.create(consultation=consultation, category="beat", officer=officer, **named)


def test_an_officer_is_a_delegate_once(consultation):
    officer = OfficerFactory()
    Delegate.objects.create(consultation=consultation, category="beat", officer=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegate.objects.create(consultation=consultation, category="atu", officer=officer)


def test_only_coordinators_see_the_names(consultation, coordinator, observer):
    Delegate.objects.create(consultation=consultation, category="government", guest_name_en="Anwar Kabir")
    assert Delegate.objects.visible_to(coordinator).count() == 1
    assert Delegate.objects.visible_to(observer).count() == 0


def posted(consultation, **changes):
    fields = {"consultation": consultation.pk, "category": "government", "officer": "", "organisation": ""}
    return {**fields, "guest_name_en": "Anwar Kabir", "guest_name_bn": "", "guest_post": "", "guest_sex": "", **changes}


ADD = reverse("admin:participants_delegate_add")


def test_naming_one_leads_back_to_the_consultation(signed_in, coordinator, consultation):
    answer = signed_in(coordinator).post(ADD, posted(consultation))
    assert answer.headers["Location"] == consultation.get_absolute_url()
    assert AuditEntry.objects.get(verb="delegate.named").details == {"consultation": consultation.pk}


def test_nobody_named_is_told_beside_the_officer(signed_in, coordinator, consultation):
    answer = signed_in(coordinator).post(ADD, posted(consultation, guest_name_en=""))
    assert answer.context["adminform"].form.errors == {
        "officer": ["Choose an officer on record, or write the name of a guest."]
    }


def test_consultations_and_officers_of_others_cannot_be_named(signed_in, coordinator, programme):
    other = ConsultationFactory()
    answer = signed_in(coordinator).post(ADD, posted(other, officer=OfficerFactory().pk, guest_name_en=""))
    assert set(answer.context["adminform"].form.errors) >= {"consultation", "officer"}


def test_a_delegate_can_be_taken_off_again(signed_in, coordinator, consultation):
    delegate = Delegate.objects.create(consultation=consultation, category="government", guest_name_en="Anwar Kabir")
    page = reverse("admin:participants_delegate_delete", args=[delegate.pk])
    signed_in(coordinator).post(page, {"post": "yes"})
    assert not Delegate.objects.exists()
    assert AuditEntry.objects.get(verb="delegate.removed").details == {"consultation": consultation.pk}
