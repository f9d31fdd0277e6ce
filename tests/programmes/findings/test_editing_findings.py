"""A finding is edited while it is open; a closed one stays as it is."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.findings import lifecycle
from tests.programmes.factories import FindingFactory


def closed(programme):
    return FindingFactory(programme=programme, state="done", closed_at="2026-01-01T00:00Z", text_en="As it was")


def test_what_changed_is_named_in_the_trail_without_the_words(coordinator, finding):
    lifecycle.edit(finding, by=coordinator, theme="media", kind=finding.kind)
    assert AuditEntry.objects.get(verb="finding.edited").details == {"fields": ["theme"]}


def test_nothing_changed_leaves_no_trace(coordinator, finding):
    lifecycle.edit(finding, by=coordinator, theme=finding.theme)
    assert not AuditEntry.objects.exists()


def test_a_closed_finding_refuses_to_be_edited(programme, coordinator):
    with pytest.raises(Refused, match=r"closed \(Done\)"):
        lifecycle.edit(closed(programme), by=coordinator, theme="media")


def test_a_finding_keeps_a_text(coordinator, finding):
    with pytest.raises(Refused, match="at least one language"):
        lifecycle.edit(finding, by=coordinator, text_en="")


def test_the_state_is_not_a_field_to_edit(coordinator, finding):
    with pytest.raises(TypeError, match="state"):
        lifecycle.edit(finding, by=coordinator, state="done")


def posted(finding, **changes):
    fields = {"kind": finding.kind, "theme": finding.theme, "priority": 2, "text_en": finding.text_en, "text_bn": ""}
    formset = {"sources-TOTAL_FORMS": 0, "sources-INITIAL_FORMS": 0}
    return {**fields, "owner": "", "due_on": "", **formset, **changes}


def admin_page(finding):
    return reverse("admin:programmes_finding_change", args=[finding.pk])


def test_the_edit_page_saves_and_leads_to_the_finding(signed_in, coordinator, finding):
    answer = signed_in(coordinator).post(admin_page(finding), posted(finding, theme="media"))
    assert answer.headers["Location"] == finding.get_absolute_url()
    finding.refresh_from_db()
    assert finding.theme == "media"


def test_the_edit_page_says_that_a_closed_finding_stays(signed_in, coordinator, programme):
    finding = closed(programme)
    answer = signed_in(coordinator).post(admin_page(finding), posted(finding, text_en="Changed"))
    # Beside the field that was to change, and in the list above that leads to it.
    assert answer.context["adminform"].form.errors == {"text_en": ["This finding is closed (Done). Reopen it first."]}
    assert answer.content.decode().count("Reopen it first.") == 2
    finding.refresh_from_db()
    assert finding.text_en == "As it was"


def test_a_missing_text_is_said_beside_the_text(signed_in, coordinator, finding):
    answer = signed_in(coordinator).post(admin_page(finding), posted(finding, text_en=""))
    assert answer.context["errors"].as_data()
    assert answer.context["adminform"].form.errors["text_en"] == ["Write the finding in at least one language."]


def test_only_the_team_can_be_chosen_as_owner(signed_in, coordinator, colleague, outsider, finding):
    form = signed_in(coordinator).get(admin_page(finding)).context["adminform"].form
    assert set(form.fields["owner"].queryset) == {coordinator, colleague}


def test_many_are_assigned_at_once(programme, coordinator, colleague):
    three = [FindingFactory(programme=programme) for _n in range(3)]
    assert lifecycle.assign(three, by=coordinator, owner=colleague, due_on=date(2026, 12, 1)) == 3
    three[0].refresh_from_db()
    assert (three[0].owner, three[0].due_on) == (colleague, date(2026, 12, 1))
    details = AuditEntry.objects.filter(verb="finding.assigned").first().details
    assert details == {"owner": colleague.pk, "due_on": "2026-12-01"}


def test_those_that_have_it_already_do_not_count(programme, coordinator, colleague):
    had, new = FindingFactory(programme=programme, owner=colleague), FindingFactory(programme=programme)
    assert lifecycle.assign([had, new], by=coordinator, owner=colleague) == 1


def test_a_closed_one_keeps_the_others_from_being_assigned(programme, coordinator, colleague, finding):
    shut = closed(programme)
    with pytest.raises(Refused, match=f"F{shut.pk}"):
        lifecycle.assign([finding, shut], by=coordinator, owner=colleague)
    finding.refresh_from_db()
    assert finding.owner is None


def test_an_outsider_is_not_assigned(coordinator, outsider, finding):
    with pytest.raises(Refused, match="not a coordinator"):
        lifecycle.assign([finding], by=coordinator, owner=outsider)
