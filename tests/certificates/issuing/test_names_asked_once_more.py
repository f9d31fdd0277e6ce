"""Where a certificate is produced the name is asked once more: old records may hold what no door takes today."""

import pytest

from accounts.refusal import Refused
from certificates.issuing import batches, eligibility, records
from certificates.lifecycle import corrections, reissues
from certificates.models import Certificate
from jobs.requesting import run_now
from participants.models import Officer
from tests.certificates.conftest import completes, issued
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db
BAD = "Rokeya Khatun #4"
WHY = {"reason": "Corrected.", "reason_bn": "সংশোধিত।"}


def rename(enrolment, name):
    """As an old version of the product, or the shell, may have left it."""
    Officer.objects.filter(pk=enrolment.officer_id).update(name_en=name)


def test_the_check_list_says_what_is_wrong_and_what_to_do(closed):
    rename(completes(closed, name_en="Rokeya Khatun"), BAD)
    [row] = eligibility.check_list(closed)
    assert (row.kind.value, row.name_to_correct) == ("name_wrong", "name_en")
    assert row.why == ("The name in English cannot be printed: “#4” is not part of the name. Correct it.")


def test_a_name_spoilt_after_the_list_was_made_is_not_printed(closed, coordinator, monkeypatch):
    first, second = completes(closed, name_en="Rokeya Khatun"), completes(closed, name_en="Shirin Akter")
    batch = batches.request(closed, by=coordinator)
    # The worker has fetched and looked at the officers; only then the name changes.
    monkeypatch.setattr(records, "facts_of", _spoiling(records.facts_of, second))
    run_now(batch.job)
    assert list(Certificate.objects.values_list("enrolment", flat=True)) == [first.pk]


def _spoiling(write, spoilt):
    def write_facts(enrolment, *given, **more):
        if enrolment.pk == spoilt.pk:
            enrolment.officer.name_en = BAD
        return write(enrolment, *given, **more)

    return write_facts


def test_a_reissue_leaves_it_out_and_says_why(closed, coordinator):
    enrolment = completes(closed, name_en="Rokeya Khatun")
    [certificate] = issued(closed, by=coordinator)
    rename(enrolment, BAD)
    [line] = reissues.preview(reissues.Choice(programme=closed.phase.programme, session=closed), by=coordinator)
    assert (line.certificate, "is not part of the name" in line.why) == (certificate, True)


def test_a_certificate_in_place_of_another_asks_too(closed, coordinator):
    enrolment = completes(closed, name_en="Rokeya Khatun")
    [certificate] = issued(closed, by=coordinator)
    rename(enrolment, BAD)
    with pytest.raises(Refused, match="is not part of the name"):
        supersede(certificate, by=coordinator, reason="Corrected.")
    assert Certificate.objects.get() == certificate


def test_a_correction_is_neither_asked_for_nor_approved_with_it(closed, coordinator):
    enrolment = completes(closed, name_en="Rokeya Khatun")
    issued(closed, by=coordinator)
    with pytest.raises(Refused, match="is not part of the name"):
        corrections.file(enrolment, by=coordinator, asked={"name_en": BAD})
    asked = corrections.file(enrolment, by=coordinator, asked={"name_en": "Rokeya Begum"})
    with pytest.raises(Refused, match="is not part of the name"):
        corrections.approve(asked, by=coordinator, changes={"name_en": BAD}, **WHY)
    enrolment.officer.refresh_from_db()
    assert enrolment.officer.name_en == "Rokeya Khatun"
    assert Certificate.objects.count() == 1


def test_a_correction_of_another_line_does_not_print_it_either(closed, coordinator):
    enrolment = completes(closed, name_en="Rokeya Khatun")
    issued(closed, by=coordinator)
    rename(enrolment, BAD)
    asked = corrections.file(enrolment, by=coordinator, asked={"name_bn": "রোকেয়া বেগম"})
    with pytest.raises(Refused, match="The name in English cannot be printed"):
        corrections.approve(asked, by=coordinator, changes={"name_bn": "রোকেয়া বেগম"}, **WHY)
    assert Certificate.objects.count() == 1
