"""Designs in the admin: a used one is read only, and its next version is made and used with two buttons."""

import pytest

from certificates.models import CertificateDesign
from tests.factories import DesignFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def page_of(design):
    return f"/admin/certificates/certificatedesign/{design.pk}/change/"


def test_a_used_design_cannot_be_edited_but_continued(signed_in, coordinator, certificate, design):
    client = signed_in(coordinator)
    html = client.get(page_of(design)).content.decode()
    assert "so it stays as it is" in html
    assert 'name="title_en"' not in html
    answer = client.post(f"/admin/certificate-designs/{design.pk}/next-version/")
    copy = CertificateDesign.objects.get(version=2)
    assert answer.headers["Location"] == page_of(copy)
    html = client.get(page_of(copy)).content.decode()
    assert 'name="title_en"' in html
    client.post(f"/admin/certificate-designs/{copy.pk}/use/")
    assert list(CertificateDesign.objects.filter(is_default=True)) == [copy]
    assert "Used for new certificates" in client.get(page_of(copy)).content.decode()


def test_only_its_coordinators_do_that(signed_in, coordinator, design, trainer, observer):
    elsewhere = DesignFactory(programme=ProgrammeFactory(), is_default=False)
    for user, target in ((trainer, design), (observer, design), (coordinator, elsewhere)):
        client = signed_in(user)
        for verb in ("next-version", "use"):
            assert client.post(f"/admin/certificate-designs/{target.pk}/{verb}/").status_code == 404
    assert CertificateDesign.objects.count() == 2


def test_reading_the_address_changes_nothing(signed_in, coordinator, design):
    assert signed_in(coordinator).get(f"/admin/certificate-designs/{design.pk}/use/").status_code == 405
