"""Officers, their postings, pairs and merges; nominations; claim slips."""

from uuid import uuid4

from django.utils import timezone

from accounts.access.secret_codes import new_code
from participants.claim_slips import making
from participants.duplicates import distinct_pairs
from participants.merging import merges
from participants.models import Delegate, DuplicatePair, Posting, in_pair
from participants.officers import postings
from tests import factories
from tests.admin_walk.canaries import RECORD
from trainings.letters import offices as letters_offices
from trainings.letters import sending as letters_sending
from trainings.letters.wording import OwnWords, digest_of, words_of
from trainings.models import (
    Enrolment,
    Holiday,
    Incident,
    Objection,
    ResultChange,
    SessionGuest,
    SessionQuota,
    Slot,
    TrainerAbsence,
)
from trainings.nomination_links import making as link_making
from trainings.nomination_links import typed_people
from trainings.nomination_links.addresses import secret_of
from trainings.session_templates import keeping
from trainings.trainer_pool import guests


def build(side):
    _officers(side)
    _pairs(side)
    _enrolments(side)
    _slips(side)
    _trainer_pool(side)
    _planning(side)


def officer(side, n, **facts):
    """Returns an officer of the programme's own, with a number and a mobile that nobody else has."""
    tail = f"{side.number}{n:03d}"
    number = side.code(f"990077{tail}", "service number of an officer")
    side.code(f"1700770{tail}"[:10], "mobile of an officer")
    facts = {"name_en": side.word("officer.name_en"), "name_bn": side.word("officer.name_bn"), **facts}
    return factories.OfficerFactory(
        programme=side.programme,
        service_number=number,
        mobile=f"+880{f'1700770{tail}'[:10]}",
        email=side.code(f"officer{tail}77@example.org", "e-mail of an officer"),
        rank=side.rank,
        unit=side.unit,
        force=side.force,
        sex="female" if n % 2 else "male",
        **facts,
    )


def _officers(side):
    user = factories.UserFactory(
        email=None,
        service_number=side.code(f"990077{side.number}900", "sign-in of an officer"),
        full_name=side.word("name of an officer's account", RECORD),
    )
    graduate = officer(side, 1, user=user)
    postings.record_postings([graduate], since=side.today)
    delegate = Delegate.objects.create(consultation=side.consultation, officer=graduate, category="beat")
    Delegate.objects.create(
        consultation=side.consultation, category="beat", guest_name_en=side.word("delegate.guest_name_en")
    )
    side.keep(officer=graduate, officer_user=user, posting=Posting.objects.get(officer=graduate), delegate=delegate)


def _pairs(side):
    one, other, third, absorbed = (officer(side, n) for n in (2, 3, 4, 5))
    DuplicatePair.objects.create(
        **in_pair(one, other), score=0.9, evidence=[["phone_same", 9.0]], found_at=timezone.now()
    )
    apart = distinct_pairs.declare_distinct(one, third, by=side.coordinator, reason=side.word("distinctpair.reason"))
    merge = merges.merge(third, absorbed, by=side.coordinator)
    side.keep(pair=in_pair(one, other), apart=apart, merge=merge)


def _enrolments(side):
    enrolled = factories.EnrolmentFactory(session=side.running, officer=side.officer)
    no_account = factories.EnrolmentFactory(session=side.scheduled, officer=officer(side, 9))
    nominated = Enrolment.objects.create(
        session=side.scheduled,
        officer=officer(side, 6),
        state="nominated",
        was_confirmed=False,
        nominated_by=side.unit,
        place_in_line=1,
        state_reason=side.word("enrolment.state_reason"),
    )
    Enrolment.objects.create(
        session=side.scheduled,
        officer=officer(side, 7),
        state="nominated",
        was_confirmed=False,
        nominated_by=side.unit,
        place_in_line=2,
    )
    SessionQuota.objects.create(session=side.scheduled, unit=side.unit, seats=9)
    day = side.scheduled.days.first()
    Slot.objects.create(day=day, starts_at="09:00", ends_at="10:00", title_en=side.word("slot.title_en"))
    side.keep(enrolled=enrolled, nominated=nominated, day=day, no_account=no_account)
    _typed_by_link(side)
    _objection(side)
    _letter(side)


def _letter(side):
    """A letter of the session that was sent."""
    own = OwnWords(bn=side.word("sessionletter.words"), en=side.word("sessionletter.words"))
    seen = digest_of(words_of(side.scheduled, "invitation", own))
    sent = letters_sending.request(side.scheduled, "invitation", own, seen=seen, by=side.coordinator)
    address = side.code(f"office{side.number}0770{side.number}@example.org", "e-mail of an office")
    letters_offices.note(side.scheduled, {side.unit.pk: address}, by=side.coordinator, now=timezone.now())
    side.keep(letter_sending=sent)


def _objection(side):
    """An objection with a comment and a decision, and a result that a corrected mark changed."""
    now, whose = timezone.now(), {"enrolment": side.no_account, "day": side.day, "half": "morning"}
    objection = Objection.objects.create(
        form=uuid4(),
        enrolment=side.no_account,
        text=side.word("objection.text"),
        filed_by=side.trainer,
        filed_at=now,
    )
    objection.comments.create(text=side.word("objectioncomment.text"), written_by=side.trainer, written_at=now)
    decision = {"state": "left", "decided_by": side.coordinator, "decided_at": now}
    objection.half_days.create(answer=side.word("objectedhalfday.answer"), **decision, **whose)
    change = ResultChange.objects.create(
        mark_after="absent",
        state_before="completed",
        state_after="not_completed",
        attended_before=5,
        attended_after=4,
        held=6,
        changed_by=side.coordinator,
        changed_at=now,
        settled_by=side.coordinator,
        settled_at=now,
        settled_reason=side.word("resultchange.settled_reason"),
        **whose,
    )
    side.keep(objection=objection, changed_result=change)


def _typed_by_link(side):
    """A link of the unit, and somebody whom it typed."""
    (link,) = link_making.make(side.scheduled, by=side.coordinator)
    side.code(secret_of(link), "secret of a nomination link")
    typed_people.add(
        link,
        typed_people.Typed(
            service_number=side.code(f"990078{side.number}800", "service number of somebody typed by link"),
            name_en=side.word("nominatedperson.name_en"),
            name_bn=side.word("nominatedperson.name_bn"),
            rank=side.rank,
            posting=side.word("nominatedperson.posting"),
        ),
        seats=9,
    )
    side.keep(nomination_link=link)


def _slips(side):
    """One printed for an officer without an account, one made after a question for the officer who has one."""
    printed, asked = (side.code(new_code(), "code of a slip") for _n in range(2))
    making.make_printed({side.nominated.officer_id: printed}, by=side.coordinator)
    making.make_after_identity_check(side.officer, asked, by=side.coordinator, now=timezone.now())


def _trainer_pool(side):
    """Days away of the trainer, and an expert who is named for a session."""
    now = timezone.now()
    away = TrainerAbsence.objects.create(
        form=uuid4(),
        user=side.trainer,
        programme=side.programme,
        first_day=side.today,
        last_day=side.today,
        reason=side.word("trainerabsence.reason"),
        noted_by=side.coordinator,
        noted_at=now,
    )
    facts = {"name_en": side.word("guestexpert.name_en"), "name_bn": side.word("guestexpert.name_bn")}
    facts["email"] = side.code(f"expert{side.number}77@example.org", "e-mail of an expert")
    expert = guests.add(side.programme, uuid4(), facts, ["en"], by=side.coordinator)
    named = SessionGuest.objects.create(session=side.scheduled, guest=expert, role="expert")
    incident = Incident.objects.create(
        form=uuid4(),
        session=side.scheduled,
        kind="health",
        happened_on=side.scheduled.starts_on,
        what=side.word("incident.what"),
        reported_by=side.trainer,
        reported_at=now,
        state="settled",
        outcome=side.word("incident.outcome"),
        settled_by=side.coordinator,
        settled_at=now,
    )
    side.keep(days_away=away, expert=expert, guest_of_session=named, incident=incident)


def _planning(side):
    """A template of the session that is scheduled, with its guest; and the holiday that all programmes share."""
    words = {name: side.word(f"sessiontemplate.{name}") for name in ("name_en", "name_bn")}
    template = keeping.save_session(side.scheduled, keeping.TemplateFacts(**words), by=side.coordinator)
    holiday, _made = Holiday.objects.get_or_create(
        month=12, day=16, kind="yearly", name_en="Victory Day", name_bn="বিজয় দিবস"
    )
    side.keep(session_template=template, holiday=holiday)
