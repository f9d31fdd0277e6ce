"""The coordinators' page of a certificate shows it as it was printed, or says that it cannot."""

import pytest
from defusedxml import ElementTree

from certificates.drawing import picture
from certificates.lifecycle import picture as certificate_picture
from certificates.lifecycle.corrections import with_everything
from certificates.models import Certificate, FrozenDesign
from tests.certificates.conftest import completes, issued
from tests.certificates.superseding import supersede
from tests.factories import ProgrammeFactory, UserFactory, in_letters

pytestmark = pytest.mark.django_db
NONE = "There is no exact picture of this certificate"


def page(certificate):
    return f"/admin/certificates/{certificate.serial}/"


def fetched(certificate):
    return Certificate.objects.select_related("design__frozen").get(pk=certificate.pk)


def test_the_page_shows_the_certificate_when_it_is_scrolled_to(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    html = " ".join(client.get(page(certificate)).content.decode().split())
    assert (
        f'<img class="sh-certificate" src="{page(certificate)}picture/" alt="Picture of the certificate '
        f'{certificate.serial}" width="297" height="210" loading="lazy">'
    ) in html
    assert NONE not in html
    answer = client.get(f"{page(certificate)}picture/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "private, no-store"
    assert ElementTree.fromstring(answer.content.decode()).attrib["aria-label"].endswith(certificate.serial)


def test_it_is_what_was_printed_whatever_the_record_says_today(monkeypatch, certificate, officer, coordinator):
    with_all = with_everything().get(pk=certificate.enrolment_id)
    before = certificate_picture.svg(fetched(certificate))
    seen = []
    monkeypatch.setattr(certificate_picture, "picture", lambda facts, design, **_more: seen.append((facts, design)))
    officer.name_en, officer.name_bn = "Somebody Else", "অন্য কেউ"
    officer.save()
    with_all.session.course.title_en = "Another course"
    with_all.session.course.save()
    certificate_picture.svg(fetched(certificate))
    [(facts, design)] = seen
    assert {name: facts.as_dict()[name] for name in facts.as_dict() if name in certificate.facts} == {
        name: text for name, text in certificate.facts.items() if name in facts.as_dict()
    }
    assert design.words(facts).__dict__ == certificate.facts["wording"]
    assert picture(facts, design, label=f"Picture of the certificate {certificate.serial}") == before


def test_a_wording_that_names_the_first_day_is_as_it_was_printed(closed, design, coordinator):
    type(design).objects.filter(pk=design.pk).update(statement_en="graduated, having begun on {from}")
    completes(closed)
    [one] = issued(closed, by=coordinator)
    assert "{" not in one.facts["wording"]["statement_en"]
    with_day = certificate_picture._printed(fetched(one))
    assert with_day[1].words(with_day[0]).statement_en == one.facts["wording"]["statement_en"]
    assert certificate_picture.svg(fetched(one))


def test_what_is_printed_is_never_markup(closed, coordinator, signed_in):
    type(closed.course).objects.update(title_en="Beats <script>alert(1)</script>")
    completes(closed)
    [one] = issued(closed, by=coordinator)
    client = signed_in(coordinator)
    assert b"<script>alert" not in client.get(page(one)).content
    assert b"script" not in client.get(f"{page(one)}picture/").content


@pytest.mark.parametrize("why", ["left to WeasyPrint", "another design", "never frozen"])
def test_what_cannot_be_shown_exactly_is_not_shown_and_it_says_so(signed_in, coordinator, closed, why):
    completes(closed, name_en="Ḻ\u0304ata Das" if why == "left to WeasyPrint" else "Abul Hashem")
    [one] = issued(closed, by=coordinator)
    if why == "another design":
        FrozenDesign.objects.update(fingerprint="0" * 64)
    if why == "never frozen":
        FrozenDesign.objects.all().delete()
    client = signed_in(coordinator)
    html = client.get(page(one)).content.decode()
    assert NONE in html
    assert "picture/" not in html
    assert client.get(f"{page(one)}picture/").status_code == 404


@pytest.mark.parametrize("missing", ["wording", "name_bn", "design"])
def test_a_snapshot_that_lacks_something_has_no_picture(certificate, missing):
    found = fetched(certificate)
    del found.facts[missing]
    assert certificate_picture.svg(found) is None


def test_only_coordinators_of_the_programme_see_it(signed_in, certificate, trainer, officer_user, coordinator):
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    address = f"{page(certificate)}picture/"
    answers = [signed_in(user).get(address).status_code for user in (stranger, trainer, officer_user, coordinator)]
    assert answers == [404, 404, 404, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_page_and_picture_cost_the_same_for_many(signed_in, coordinator, closed, number, django_assert_num_queries):
    for one in range(number):
        completes(closed, name_en=f"Officer {in_letters(one)}")
    certificate = issued(closed, by=coordinator)[0]
    for one in range(number - 1):
        certificate = supersede(certificate, by=coordinator, reason=f"Corrected {one}")
    client = signed_in(coordinator)
    client.get(page(certificate))
    with django_assert_num_queries(15):
        client.get(page(certificate))
    with django_assert_num_queries(4):
        client.get(f"{page(certificate)}picture/")
