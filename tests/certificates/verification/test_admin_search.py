"""Coordinators find a certificate by its code in the list of the admin."""

import pytest

from certificates.drawing import grouped, new_code
from participants.officers import search as officer_search
from tests.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/certificates/certificate/"


def found(client, words):
    """The list after a search; what is typed goes by POST."""
    return client.post(LIST, {"words_to_find": words}, follow=True)


def test_a_code_finds_its_certificate_however_it_was_pasted(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    for typed in (
        certificate.code,
        f"Code: {grouped(certificate.code).lower()}.",
        f"http://testserver/verify/{certificate.code}/",
    ):
        assert certificate.serial in found(client, typed).content.decode()
    assert certificate.serial not in found(client, new_code()).content.decode()
    assert certificate.serial in found(client, certificate.serial).content.decode()


def test_a_code_of_another_programme_finds_nothing(signed_in, certificate):
    other = UserFactory(full_name="Other Coordinator")
    ProgrammeFactory(coordinators=[other])
    answer = found(signed_in(other), certificate.code)
    assert answer.status_code == 200
    assert certificate.serial not in answer.content.decode()


def test_officers_are_looked_for_once_for_the_rows_and_for_the_counts_beside_them(
    signed_in, coordinator, certificate, monkeypatch
):
    asked = []

    def find(officers, text):
        asked.append(text)
        return officer_search.find(officers, text)

    monkeypatch.setattr("certificates.lifecycle.search.find", find)
    name = certificate.enrolment.officer.name_en
    page = found(signed_in(coordinator), name)
    assert certificate.serial in page.text
    assert "Issued" in page.text
    assert asked == [name]
