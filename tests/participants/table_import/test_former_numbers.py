"""A table that still uses the number an officer gave up in a merge: it means the officer, under the number of today."""

import pytest

from participants.merging.merges import merge, take_back
from participants.models import Officer
from participants.models.posting import officers_out_of_sync
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.participants.table_import.conftest import RAHIMA, reasons, table, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
NOW, FORMER = "9900000077", RAHIMA[0]


@pytest.fixture
def merged(coordinator, programme):
    """Rahima, on record as NOW since the record with FORMER was merged into hers."""
    take_in(table(RAHIMA), by=coordinator, programme=programme)
    former = Officer.objects.get()
    kept = OfficerFactory(
        programme=programme,
        service_number=NOW,
        name_en="Rahima Khatun",
        sex="female",
        rank=former.rank,
        unit=former.unit,
    )
    return merge(kept, former, by=coordinator)


def with_mail(number, mail):
    return [number, *RAHIMA[1:-1], mail]


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_row_changes_the_officer_under_the_number_of_today(merged, coordinator, programme, dry_run):
    before = Officer.objects.get().email
    result = take_in(table(with_mail(FORMER, "new@example.org")), by=coordinator, programme=programme, dry_run=dry_run)
    assert (result.totals["new"], result.totals["update"], reasons(result)) == (0, 1, {})
    officer = Officer.objects.get()
    assert (officer.service_number, officer.email) == (NOW, before if dry_run else "new@example.org")
    assert not officers_out_of_sync().filter(postings__isnull=False).exists()


def test_both_numbers_in_one_table_are_one_officer_and_the_first_row_wins(merged, coordinator, programme):
    rows = [with_mail(FORMER, "first@example.org"), with_mail(NOW, "second@example.org")]
    result = take_in(table(*rows), by=coordinator, programme=programme)
    assert reasons(result) == {2: ["Row 1 is the same officer already."]}
    assert Officer.objects.get().email == "first@example.org"


def test_after_the_merge_was_taken_back_the_number_is_that_of_its_own_record(merged, coordinator, programme):
    take_back(merged, by=coordinator)
    take_in(table(with_mail(FORMER, "new@example.org")), by=coordinator, programme=programme)
    assert dict(Officer.objects.values_list("service_number", "email"))[FORMER] == "new@example.org"
    assert Officer.objects.get(service_number=NOW).email != "new@example.org"


def test_a_former_number_of_an_officer_elsewhere_is_left_alone(merged, coordinator, programme):
    Officer.objects.update(programme=ProgrammeFactory())
    result = take_in(table(with_mail(FORMER, "new@example.org")), by=coordinator, programme=programme)
    assert "Another programme holds" in reasons(result)[1][0]
