"""Who gets a certificate, and for everyone else why not."""

import pytest

from accounts.refusal import Refused
from certificates.issuing import batches, eligibility, records
from jobs.requesting import run_now
from tests.certificates.conftest import completes, issued
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


def verdict(session):
    """Returns {name: (kind, why)}."""
    rows = eligibility.check_list(session)
    return {row.enrolment.officer.name_en or row.enrolment.officer.name_bn: (row.kind.value, row.why) for row in rows}


def test_who_completed_is_ready(closed, two):
    assert verdict(closed) == {"Abul Hashem": ("ready", None), "Lailun Niazi": ("ready", None)}


def test_who_missed_too_much_reads_how_much(closed):
    EnrolmentFactory(
        session=closed, officer__name_en="Alim", state="not_completed", half_days_attended=4, half_days_held=6
    )
    assert verdict(closed) == {"Alim": ("not_completed", "Attended 4 of 6 half-days; 5 are needed.")}


def test_a_decision_by_hand_gives_its_reason(closed):
    EnrolmentFactory(
        session=closed, officer__name_en="Alim", state="not_completed", is_override=True, state_reason="Left early."
    )
    assert verdict(closed) == {"Alim": ("not_completed", "Not completed, decided by hand: Left early.")}


def test_who_was_withdrawn_gets_none(closed):
    EnrolmentFactory(session=closed, officer__name_en="Alim", state="withdrawn")
    assert verdict(closed) == {"Alim": ("withdrawn", "Was withdrawn from the session.")}


def test_nobody_is_ready_before_the_session_is_closed(session, design):
    completes(session, name_en="Alim")
    assert verdict(session) == {"Alim": ("not_closed", "The session is not closed yet.")}


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ({"name_en": "Alim", "name_bn": ""}, "The name in Bangla is missing."),
        ({"name_en": "", "name_bn": "আলিম"}, "The name in English is missing."),
    ],
)
def test_both_names_are_needed(closed, names, why):
    completes(closed, **names)
    assert list(verdict(closed).values()) == [("name_missing", why)]


@pytest.mark.parametrize(
    ("names", "kind", "sentence"),
    [
        ({"name_en": "<b>Abul</b> Hashem"}, "name_wrong", "has characters that no name has. Correct it."),
        ({"name_en": "Abul হাশেম"}, "name_wrong", "is not in the letters of this field"),
        (
            {"name_bn": "আবুল Hashem"},
            "name_wrong",
            "The name in Bangla cannot be printed: “আবুল Hashem” is not in the letters",
        ),
        ({"name_en": "https://example.org"}, "name_wrong", "has characters that no name has"),
        ({"name_en": "Abul 😀 Hashem"}, "name_wrong", "has characters that no name has"),
        ({"name_en": "Abul Hаshem"}, "name_wrong", "Letters of different alphabets"),  # the second а is Cyrillic
        ({"name_en": "Abul\u202eHashem"}, "name_wrong", "There is an invisible character"),
        ({"name_bn": "িআবুল"}, "name_wrong", "without its letter"),
        ({"name_en": "Abul" * 50}, "name_wrong", "Put spaces between its parts"),
        ({"name_en": "Abul Hashem 7"}, "name_wrong", "“7” is not part of the name"),
        ({"name_en": "SI Abul Hashem"}, "name_wrong", "“SI” is a rank or a post and not part of the name"),
        ({"name_en": "Abul Hashem (absent)"}, "name_wrong", "“absent” is not part of the name"),
        ({"name_bn": "আবুল ৭"}, "name_wrong", "“৭” is not part of the name"),
        ({"name_en": "Vacant"}, "name_wrong", "is not a name"),
        ({"name_en": "A B C"}, "name_wrong", "too short"),
        ({"name_bn": "আবুল " * 40}, "does_not_fit", "is too long"),
    ],
)
def test_what_is_no_name_is_told_and_never_printed(closed, coordinator, names, kind, sentence):
    completes(closed, **({"name_en": "Abul Hashem", "name_bn": "আবুল হাশেম"} | names))
    [(found, why)] = verdict(closed).values()
    assert found == kind
    assert sentence in why
    with pytest.raises(Refused, match="Nobody"):
        batches.request(closed, by=coordinator)
    # Nor does the work print it where nobody looked before.
    batch = batches.request(closed, by=coordinator, try_texts=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "TEXTS_TRIED_FIRST", 0)
        job = run_now(batch.job)
    assert (job.state, job.set_aside, job.result["issued"]) == ("done", 1, 0)


def test_a_name_that_does_not_fit_the_paper_is_found_before_drawing(closed):
    completes(closed, name_en="Very Long " * 15)
    [(kind, why)] = verdict(closed).values()
    assert kind == "does_not_fit"
    assert "name in English" in why


def test_without_a_design_nobody_is_ready(closed, two, design):
    design.is_default = False
    design.save()
    assert {kind for kind, _why in verdict(closed).values()} == {"no_design"}


def test_who_has_one_reads_its_serial(closed, two, coordinator):
    first, second = issued(closed, by=coordinator)
    assert verdict(closed) == {
        "Abul Hashem": ("issued", f"Has the certificate {first.serial} already."),
        "Lailun Niazi": ("issued", f"Has the certificate {second.serial} already."),
    }


def test_who_lost_one_gets_no_other_and_the_list_says_so(closed, two, coordinator):
    first, _second = issued(closed, by=coordinator)
    records.revoke(first, by=coordinator, reason="Issued in error.")
    row = eligibility.check_list(closed)[0]
    assert (row.ready, row.kind, row.revoked) == (False, "revoked", first)


def test_the_count_of_the_database_is_that_of_the_list_where_no_text_has_to_be_tried(closed, two, coordinator):
    holder = completes(closed, name_en="Rahima Khatun")
    batches.request(closed, by=coordinator, only=[holder.pk])
    run_now(closed.certificate_batches.get().job)
    completes(closed, name_bn="")
    completes(closed, name_en="")
    EnrolmentFactory(session=closed, state="not_completed", half_days_attended=2, half_days_held=6)
    EnrolmentFactory(session=closed, state="withdrawn")
    ready = [row for row in eligibility.check_list(closed) if row.ready]
    assert eligibility.ready_count(closed) == len(ready) == 2


def test_the_count_of_the_database_leaves_the_texts_to_the_list(closed, two):
    completes(closed, name_en="Very Long " * 15)
    completes(closed, name_en="Rahim {Khan}")
    assert (eligibility.ready_count(closed), len(eligibility.ready(closed))) == (4, 2)


def test_nobody_is_counted_without_a_design_or_before_the_session_is_closed(closed, two, session, design):
    completes(session)
    assert eligibility.ready_count(session) == 0
    design.is_default = False
    design.save()
    assert eligibility.ready_count(closed) == 0


@pytest.mark.parametrize("officers", [1, 3])
def test_counting_costs_the_same_for_many(closed, design, officers, django_assert_num_queries):
    for _number in range(officers):
        completes(closed)
    with django_assert_num_queries(2):
        assert eligibility.ready_count(closed) == officers


@pytest.mark.parametrize("officers", [1, 3])
def test_the_list_costs_the_same_for_many(closed, design, officers, django_assert_num_queries):
    for _number in range(officers):
        completes(closed)
    with django_assert_num_queries(7):
        assert len(eligibility.check_list(closed)) == officers
