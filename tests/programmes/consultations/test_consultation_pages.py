"""The page of a consultation, the page where it is written down, and case studies side by side."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from participants.models import Delegate
from programmes.models import Consultation, Headcount
from tests.factories import CountryFactory, OfficerFactory, OrganisationFactory
from tests.programmes.factories import CaseStudyFactory, ConsultationFactory, FindingFactory, SourceFactory, upload

ADD = "/admin/programmes/consultation/add/"


def shown(client, consultation):
    return client.get(consultation.get_absolute_url()).content.decode()


def test_numbers_stand_by_category_and_sex_with_totals(signed_in, coordinator, consultation):
    consultation.headcounts.create(category="atu", women=2, men=9)
    consultation.headcounts.create(category="media", women=4, men=14, not_recorded=3)
    context = signed_in(coordinator).get(consultation.get_absolute_url()).context
    total = context["total"]
    assert (total.women, total.men, total.not_recorded, total.people) == (6, 23, 3, 32)


def test_a_category_that_came_uncounted_says_so(signed_in, coordinator, consultation):
    consultation.headcounts.create(category="metro")
    assert "took part, not counted" in shown(signed_in(coordinator), consultation)


def test_what_came_of_it_and_who_sat_there_are_on_the_page(signed_in, coordinator, consultation, finding):
    SourceFactory(finding=finding, consultation=consultation)
    CaseStudyFactory(consultation=consultation, title_en="Community liaison teams")
    Delegate.objects.create(consultation=consultation, guest_name_en="Farida Akter", category="government")
    Delegate.objects.create(consultation=consultation, officer=OfficerFactory(name_en="Rahima Khatun"), category="beat")
    page = shown(signed_in(coordinator), consultation)
    for words in (finding.text_en, "Community liaison teams", "Farida Akter", "Rahima Khatun"):
        assert words in page


def test_the_page_costs_the_same_however_much_hangs_on_it(signed_in, coordinator, programme, consultation, cost_of):
    client = signed_in(coordinator)
    categories = iter(("atu", "range", "beat"))

    def cost_with_more(number):
        for _n in range(number):
            consultation.headcounts.create(category=next(categories))
            consultation.partnerships.create(organisation=OrganisationFactory(), role="donor")
            consultation.documents.create(title="Report", file="documents/x", file_name="x.pdf")
            SourceFactory(finding=FindingFactory(programme=programme), consultation=consultation)
            CaseStudyFactory(consultation=consultation, organisation=OrganisationFactory())
            ConsultationFactory(programme=programme, follows=consultation)
            Delegate.objects.create(consultation=consultation, officer=OfficerFactory(), category="beat")
        return cost_of(lambda: client.get(consultation.get_absolute_url()))

    assert cost_with_more(1) == cost_with_more(2)


# Writing it down


def posted(programme, **changes):
    fields = {
        "programme": programme.pk,
        "phase": "",
        "kind": "workshop",
        "scope": "regional",
        "dates_known": "day",
        "title_en": "Regional consultation in Khulna",
        "starts_on": "2023-05-15",
    }
    for prefix in ("partnerships", "headcounts", "documents", "case_studies"):
        fields |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {**fields, **changes}


def count(**numbers):
    row = {"headcounts-TOTAL_FORMS": 1, "headcounts-0-category": "atu"}
    return row | {
        f"headcounts-0-{field}": n for field, n in {"women": 0, "men": 0, "not_recorded": 0, **numbers}.items()
    }


def test_saving_leads_to_its_page(signed_in, coordinator, programme):
    answer = signed_in(coordinator).post(ADD, posted(programme, **count(women=2, men=9)))
    made = Consultation.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert made.headcounts.get().people == 11
    assert AuditEntry.objects.get(verb="consultation.recorded").target_id == str(made.pk)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"ends_on": "2023-05-01"}, "ends_on", "The last day is before the first."),
        ({"starts_on": "", "ends_on": "2023-05-01"}, "ends_on", "There is a last day but no first."),
        ({"kind": ""}, "kind", "This field is required."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_saved(
    signed_in, coordinator, programme, wrong, field, sentence
):
    answer = signed_in(coordinator).post(ADD, posted(programme, **wrong))
    assert answer.context["adminform"].form.errors == {field: [sentence]}
    assert not Consultation.objects.exists()


def test_a_negative_number_is_told_beside_it_and_nothing_is_saved(signed_in, coordinator, programme):
    answer = signed_in(coordinator).post(ADD, posted(programme, **count(women=-3)))
    assert "A number of people can&#x27;t be below zero." in answer.content.decode()
    assert not Consultation.objects.exists()
    assert not Headcount.objects.exists()


def test_a_file_that_lies_is_told_beside_it_and_nothing_is_saved(signed_in, coordinator, programme):
    lie = {
        "documents-TOTAL_FORMS": 1,
        "documents-0-title": "Report",
        "documents-0-file": upload("a.pdf", b"MZ program"),
    }
    answer = signed_in(coordinator).post(ADD, posted(programme, **lie))
    assert "The name says PDF, but the file is something else" in answer.content.decode()
    assert not Consultation.objects.exists()


def test_nothing_is_chosen_before_somebody_chooses(signed_in, coordinator, programme):
    form = signed_in(coordinator).get(ADD).context["adminform"].form
    assert [form.fields[field].choices[0][0] for field in ("kind", "scope")] == ["", ""]
    assert form.initial["programme"] == programme.pk


def test_programmes_and_events_of_others_cannot_be_chosen(signed_in, coordinator, programme):
    other = ConsultationFactory()
    answer = signed_in(coordinator).post(ADD, posted(other.programme, follows=other.pk))
    assert set(answer.context["adminform"].form.errors) >= {"programme", "follows"}


def test_a_record_stays_in_its_programme(signed_in, coordinator, consultation):
    page = reverse("admin:programmes_consultation_change", args=[consultation.pk])
    assert "programme" not in signed_in(coordinator).get(page).context["adminform"].form.fields


def test_an_empty_row_at_the_end_is_not_saved(signed_in, coordinator, programme):
    row = {"headcounts-TOTAL_FORMS": 1, "headcounts-0-category": "", "headcounts-0-women": 0}
    row |= {"headcounts-0-men": 0, "headcounts-0-not_recorded": 0}
    signed_in(coordinator).post(ADD, posted(programme, **row))
    assert Consultation.objects.get().headcounts.count() == 0


# Case studies

CASES = "/admin/programme/case-studies/"


@pytest.fixture
def studies(programme):
    malaysia = CountryFactory(code="MY", name_en="Malaysia", name_bn="মালয়েশিয়া")
    held = ConsultationFactory(programme=programme)
    return [
        CaseStudyFactory(consultation=held, country=malaysia, theme="reintegration", title_en="Families first"),
        CaseStudyFactory(
            consultation=ConsultationFactory(programme=programme), theme="communities", title_en="Liaison"
        ),
    ]


def rows(client, **params):
    return client.get(CASES, params).context["rows"]


def test_case_studies_are_narrowed_by_country_theme_and_consultation(signed_in, coordinator, studies):
    client = signed_in(coordinator)
    assert set(rows(client)) == set(studies)
    for params in (
        {"country": studies[0].country_id},
        {"theme": "reintegration"},
        {"consultation": studies[0].consultation_id},
    ):
        assert rows(client, **params) == [studies[0]]


@pytest.mark.parametrize("params", [{"country": "x"}, {"theme": "nonsense"}, {"consultation": "²"}])
def test_what_is_no_filter_is_left_out(signed_in, coordinator, studies, params):
    assert len(rows(signed_in(coordinator), **params)) == 2


def test_case_studies_of_others_are_not_compared(signed_in, coordinator, studies):
    CaseStudyFactory()
    assert len(rows(signed_in(coordinator))) == 2


def test_the_comparison_costs_the_same_with_one_and_with_three(signed_in, coordinator, consultation, cost_of):
    client = signed_in(coordinator)

    def cost_with_more(number):
        for _n in range(number):
            CaseStudyFactory(consultation=consultation, organisation=OrganisationFactory())
        return cost_of(lambda: client.get(CASES))

    assert cost_with_more(1) == cost_with_more(2)
