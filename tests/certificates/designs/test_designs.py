"""A design that was used is frozen; changing it makes the next version."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from certificates.designs import versions
from certificates.issuing import batches
from certificates.models import CertificateDesign, DesignSignatory
from tests.certificates.conftest import completes, issued

pytestmark = pytest.mark.django_db


def test_a_training_of_trainers_makes_graduates_and_other_courses_completion(closed):
    assert versions.level_of(closed.course) == "tot"
    closed.course.kind = "cascade"
    assert versions.level_of(closed.course) == "completion"


def test_before_its_first_use_it_can_be_changed(design):
    design.title_en = "Another title"
    assert design.full_clean() is None


def test_after_its_first_use_what_it_prints_stays(closed, two, design, coordinator):
    batches.request(closed, by=coordinator)
    design.title_en = "Another title"
    with pytest.raises(ValidationError, match="stays as it is"):
        design.full_clean()
    for placed in design.design_signatories.all():
        with pytest.raises(ValidationError, match="stays as it is"):
            placed.full_clean()


def test_after_its_first_use_it_can_still_stop_being_the_default(certificate, design):
    design.is_default = False
    assert design.full_clean() is None


def test_the_next_version_begins_as_a_copy(design, coordinator):
    copy = versions.next_version(design, by=coordinator)
    assert (copy.name, copy.version, copy.is_default) == (design.name, 2, False)
    assert (copy.title_bn, copy.statement_en) == (design.title_bn, design.statement_en)
    assert list(copy.design_signatories.values_list("signatory", "order")) == list(
        design.design_signatories.values_list("signatory", "order")
    )
    assert versions.next_version(design, by=coordinator).version == 3


def test_using_a_version_puts_it_in_place_of_the_other(closed, two, design, coordinator):
    issued(closed, by=coordinator)
    copy = versions.next_version(design, by=coordinator)
    copy.title_en = "Graduate"
    copy.full_clean()
    copy.save()
    versions.use(copy, by=coordinator)
    assert list(CertificateDesign.objects.filter(is_default=True)) == [copy]
    completes(closed)
    [certificate] = issued(closed, by=coordinator)
    assert (certificate.design, certificate.facts["wording"]["title_en"]) == (copy, "Graduate")
    assert AuditEntry.objects.get(verb="certificate_design.used").details == {"before": design.pk, "after": copy.pk}


def test_signatories_stand_in_their_order(design):
    first = design.design_signatories.get(order=1)
    DesignSignatory.objects.filter(pk=first.pk).update(order=4)
    first.signatory.post_en = "Director"
    first.signatory.save()
    assert [one.post_en for one in versions.drawn(design).signatories] == ["DIG (Administration)", "Director"]
