"""The list of allowances as a workbook: numbers are numbers, texts run nothing, and who may read it is who reads the page."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.refusal import Refused
from reports.allowance_list import workbook
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, UserFactory, named_for
from tests.trainings.allowances.conftest import came, pay
from trainings.allowances import lists

pytestmark = pytest.mark.django_db


def rows_of(content):
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_a_line_for_each_who_is_due_with_numbers_and_what_was_paid(rated, days, trainer, coordinator, signed_in):
    runs = EnrolmentFactory(session=rated, officer=OfficerFactory(name_en="=HYPERLINK(1)", name_bn="আবুল হাশেম"))
    came(runs, days[0], trainer, "present")
    EnrolmentFactory(session=rated, officer=OfficerFactory(name_en="Never Came"))
    [line] = lists.lines_of(rated, list(lists.attended_on(rated).filter(pk=runs.pk)), lists.rate_of(rated))
    pay(rated, coordinator, runs)
    answer = signed_in(coordinator).get(f"/admin/sessions/{rated.code}/allowance-list/workbook/")
    heads, first = rows_of(answer.content)
    assert heads[:3] == ["No.", "Name in Bangla", "Name in English"]
    assert first[:3] == [1, "আবুল হাশেম", "'=HYPERLINK(1)"]
    assert (first[5], Decimal(str(first[6])), Decimal(str(first[7]))) == (line.attended, line.due, line.due)
    assert first[8].date() == rated.ends_on
    assert answer["Content-Disposition"] == f'attachment; filename="allowances-{rated.code}.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.get(verb="allowance_list.exported").actor == coordinator


def test_it_speaks_the_language_of_the_page(rated, abul, days, trainer, coordinator, signed_in):
    came(abul, days[0], trainer, "present")
    coordinator.language = "bn"
    coordinator.save()
    answer = signed_in(coordinator).get(f"/admin/sessions/{rated.code}/allowance-list/workbook/")
    assert rows_of(answer.content)[0][3] == "পদবি"


def test_who_leads_takes_it_and_others_do_not(rated, abul, days, trainer, programme, signed_in):
    came(abul, days[0], trainer, "present")
    page = f"/training/{rated.code}/allowance-list/"
    assert f'href="{page}workbook/"' in signed_in(trainer).get(page).text
    assert signed_in(trainer).get(f"{page}workbook/").status_code == 200
    helper, stranger = UserFactory(), UserFactory()
    programme.team.create(user=helper, role="trainer")
    named_for(rated, helper)
    ProgrammeFactory(coordinators=[stranger])
    assert signed_in(helper).get(f"{page}workbook/").status_code == 404
    assert signed_in(stranger).get(f"/admin/sessions/{rated.code}/allowance-list/workbook/").status_code == 404


def test_there_is_none_while_nobody_is_due_anything_and_none_beyond_the_seats(
    rated, abul, days, trainer, coordinator, signed_in, monkeypatch
):
    page = f"/admin/sessions/{rated.code}/allowance-list/"
    answer = signed_in(coordinator).get(f"{page}workbook/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Nobody is due an allowance" in answer.text
    came(abul, days[0], trainer, "present")
    monkeypatch.setattr(workbook, "MOST_ROWS", 0)
    with pytest.raises(Refused, match="The workbook takes 0 officers"):
        workbook.written(rated)
