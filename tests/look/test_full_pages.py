"""What the pages with the longest lists weigh when each of their lists is full: with long names, in both languages."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from participants.models import Posting
from programmes.models import TeamMember
from programmes.places.reference_loading import load_places
from reports.views.capacity import UNITS_PER_PAGE
from tests import factories
from trainings.models import AllowancePayment, AllowanceRate, Enrolment, Excuse, ExcusedHalfDay, SessionTrainer
from trainings.sessions.trainer_field import MOST_TO_UNFOLD

HTML = 60_000
NAME_EN, NAME_BN = "Mohammad Mosaddek Hossain Chowdhury", "মোহাম্মদ মোসাদ্দেক হোসেন চৌধুরী"
# The files of a deployment have the hash of what is in them in their names.
HASH = len(".0123456789ab")


@pytest.fixture
def desk(signed_in, coordinator):
    """A coordinator at the desk: a function that yields what a page weighs, as it is sent, and its text, in each language."""
    client = signed_in(coordinator)

    def weighed(address):
        for coordinator.language in ("en", "bn"):
            coordinator.save(update_fields=["language"])
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert f'lang="{coordinator.language}"' in answer.text
            yield len(answer.content) + HASH * answer.text.count(settings.STATIC_URL), answer.text

    return weighed


@pytest.fixture
def people(programme):
    """Returns a function that makes so many enrolments in a session, with facts of the officers and of the enrolments."""
    rank = factories.RankFactory(name_en="Additional Superintendent of Police", name_bn="অতিরিক্ত পুলিশ সুপার")
    unit = factories.UnitFactory(name_en="Brahmanbaria District Police", name_bn="ব্রাহ্মণবাড়িয়া জেলা পুলিশ")

    def enrolled(session, number, *, name_en=NAME_EN, **facts):
        return Enrolment.objects.bulk_create(
            Enrolment(
                session=session,
                officer=factories.OfficerFactory(
                    programme=programme, rank=rank, unit=unit, name_en=name_en, name_bn=NAME_BN
                ),
                rank=rank,
                unit=unit,
                **facts,
            )
            for _n in range(number)
        )

    return enrolled


COMPLETED = {"state": "completed", "half_days_attended": 6, "half_days_held": 6}
ATTENDED = {"state": "not_completed", "half_days_attended": 4, "half_days_held": 6}


def closed_session(programme, **facts):
    return factories.SessionFactory(programme=programme, state="closed", closed_at=timezone.now(), **facts)


def certified(enrolments, design, by):
    """Writes certificates of the enrolments, without their files."""
    Certificate.objects.bulk_create(
        Certificate(
            enrolment=one,
            design=design,
            serial=f"SHETU-TOT-2026-{one.pk:06}",
            code=f"{one.pk:026}",
            facts={},
            pdf="certificates/00/file.pdf",
            sha256="0" * 64,
            size=1,
            issued_at=timezone.now(),
            issued_by=by,
        )
        for one in enrolments
    )


def test_the_page_of_a_session_with_a_full_roster(desk, programme, coordinator, people):
    session = closed_session(programme, capacity=200)
    certified(people(session, 90, **COMPLETED), factories.DesignFactory(programme=programme), coordinator)
    for weight, text in desk(reverse("reports:session", args=[session.code])):
        assert "?rows=all&amp;page=2#roster" in text
        assert weight <= HTML


@pytest.mark.parametrize("kinds", [{"ready"}, {"others"}, {"issued"}, {"ready", "participation", "others", "issued"}])
def test_the_check_list_of_a_session_with_full_lists(desk, programme, coordinator, people, kinds):
    session = closed_session(programme, capacity=400)
    design = factories.DesignFactory(programme=programme)
    factories.DesignFactory(programme=programme, name="Participation", level="participation")
    number = 90
    if "issued" in kinds:
        certified(people(session, number, **COMPLETED), design, coordinator)
    if "ready" in kinds:
        people(session, number, **COMPLETED)
    if "others" in kinds:
        people(session, number, name_en="", **COMPLETED)
    if "participation" in kinds:
        people(session, number, **ATTENDED)
    for weight, text in desk(reverse("certificates:issue", args=[session.code])):
        assert {kind for kind in ("ready", "participation", "others", "issued") if f"?{kind}=2#" in text} == kinds
        assert weight <= HTML


def test_the_allowances_of_a_session_all_paid(desk, programme, coordinator, people):
    session = closed_session(programme, capacity=200)
    enrolments = people(session, 90, **COMPLETED)
    AllowanceRate.objects.create(session=session, per_half_day=300, travel=500)
    AllowancePayment.objects.bulk_create(
        AllowancePayment(
            enrolment=one, half_days=6, amount=2300, paid_on=session.ends_on, is_signed=True, paid_by=coordinator
        )
        for one in enrolments
    )
    for weight, text in desk(reverse("sessions:allowances", args=[session.code])):
        assert "?page=2" in text
        assert weight <= HTML


def test_the_excuses_of_a_session_with_full_lists(desk, programme, coordinator, people):
    session = factories.SessionFactory(programme=programme, capacity=200)
    day = session.days.first()
    for number, one in enumerate(people(session, 90)):
        excuse = Excuse.objects.create(
            enrolment=one, kind="duty", reason="W" * 500, asked_by=coordinator, asked_at=timezone.now()
        )
        facts = {"date": day.date, "state": "asked" if number % 2 else "granted"}
        ExcusedHalfDay.objects.bulk_create(
            ExcusedHalfDay(excuse=excuse, enrolment=one, day=day, half=half, **facts)
            for half in ("morning", "afternoon")
        )
    for weight, text in desk(reverse("trainings:excuses", args=[session.code])):
        assert "?page=2#waiting" in text
        assert "?decided=2#decided" in text
        assert weight <= HTML


def test_the_certificates_of_a_programme_with_full_lists(desk, programme, people):
    factories.DesignFactory(programme=programme)
    course = factories.CourseFactory(programme=programme)
    for _n in range(30):
        session = closed_session(programme, course=course)
        people(session, 2, **COMPLETED)
        people(session, 3, name_en="", **COMPLETED)
    for weight, text in desk(reverse("certificates:programme", args=[programme.code])):
        assert [parameter for parameter in ("sessions", "page") if f'"?{parameter}=2"' not in text] == []
        assert weight <= HTML


def trainers(programme, number):
    accounts = User.objects.bulk_create(
        User(email=f"mosaddek.chowdhury{n}@police.example.org", full_name=f"{NAME_EN} {factories.in_letters(n)}")
        for n in range(number)
    )
    TeamMember.objects.bulk_create(TeamMember(programme=programme, user=one, role="trainer") for one in accounts)
    return accounts


@pytest.mark.parametrize("number", [MOST_TO_UNFOLD, 500])
def test_the_form_of_a_session_in_a_programme_with_many_trainers(desk, programme, number):
    session = factories.SessionFactory(programme=programme)
    named = trainers(programme, number)[:5]
    SessionTrainer.objects.bulk_create(SessionTrainer(session=session, user=one, role="co_trainer") for one in named)
    for weight, text in desk(reverse("admin:trainings_trainingsession_change", args=[session.pk])):
        assert named[4].email in text
        assert weight <= HTML


def test_the_trained_capacity_of_every_district_and_unit(desk, programme):
    cache.clear()
    load_places()
    for weight, text in desk(capacity_everywhere(programme)):
        assert text.count(' id="in-') == 64
        assert text.count("unit=") >= 4 * UNITS_PER_PAGE
        assert weight <= HTML


def capacity_everywhere(programme):
    """Fills every district and more units than a page shows, with transfers from each; returns the longest address."""
    force, session = factories.ForceFactory(), closed_session(programme, length=1)
    rank = factories.RankFactory()
    units = [
        factories.UnitFactory(
            code=f"RANGE-{district.code}",
            kind="range",
            name_en=f"{district.name_en} Metropolitan Police",
            name_bn=f"{district.name_bn} মেট্রোপলিটন পুলিশ",
            parent=force,
            place=district,
        )
        for district in factories.DistrictFactory._meta.model.objects.districts()
    ]
    for unit, following in zip(units, [*units[1:], units[0]], strict=True):
        for now in (unit, following):
            officer = factories.OfficerFactory(programme=programme, rank=rank, unit=unit)
            Posting.objects.create(officer=officer, rank=rank, unit=unit, since=session.starts_on.replace(year=2020))
            if now != unit:
                Posting.objects.create(officer=officer, rank=rank, unit=now, since=session.ends_on)
            factories.EnrolmentFactory(session=session, officer=officer, state="completed")
    return f"{reverse('reports:capacity')}?programme={programme.code}&day={session.ends_on}&kind=tot&sex=male"
