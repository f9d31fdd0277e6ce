"""Valid, boring objects; a test states only what matters to it."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.models import Administrator, User
from certificates.models import CertificateDesign, DesignSignatory, Level, Signatory
from participants.models import Officer, Rank, Unit
from programmes.models import Organisation, Phase, Place, Programme, TeamMember
from trainings.models import (
    Course,
    CourseModule,
    Enrolment,
    Module,
    SessionDay,
    SessionState,
    SessionTrainer,
    TrainerRole,
    TrainingSession,
)

PASSWORD = "bridge-over-river-9"


def in_use(kind=DjangoModelFactory):
    """Yields every factory that is defined by now, in this file or in another."""
    for factory_class in kind.__subclasses__():
        yield factory_class
        yield from in_use(factory_class)


def in_letters(number, letters="abcdefghijklmnopqrstuvwxyz"):
    """Returns a number as a word of four letters or more, in the order of the numbers: no name has digits, nor words such as "at"."""
    word = ""
    while number or len(word) < 4:
        number, at = divmod(number, len(letters))
        word = letters[at] + word
    return word


class UserFactory(DjangoModelFactory):
    """An account without any role. The password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)


class AdministratorFactory(UserFactory):
    """An account that opens programmes and has no other part."""

    full_name = factory.Sequence(lambda n: f"Administrator {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = super()._create(model_class, *args, **kwargs)
        Administrator.objects.create(user=user)
        return user


def named_for(session, user, role="co_trainer"):
    """Names a user for a session, as a trainer of its programme. Returns the SessionTrainer."""
    TeamMember.objects.get_or_create(programme=session.phase.programme, user=user, role="trainer")
    user.forget_roles()
    return SessionTrainer.objects.create(session=session, user=user, role=role)


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ["code"]

    kind = "country"
    code = "BD"
    name_en = "Bangladesh"
    name_bn = "বাংলাদেশ"


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ["code"]

    kind = "division"
    code = "40"
    name_en = "Khulna"
    name_bn = "খুলনা"
    parent = factory.SubFactory(CountryFactory)


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ["code"]

    kind = "district"
    code = "4047"
    name_en = "Khulna"
    name_bn = "খুলনা"
    parent = factory.SubFactory(DivisionFactory)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"PROG{n}")
    title_en = "Community and Beat Policing Programme"
    title_bn = "কমিউনিটি ও বিট পুলিশিং কর্মসূচি"
    short_title_en = "Community and Beat Policing"
    short_title_bn = "কমিউনিটি ও বিট পুলিশিং"
    starts_on = date(2023, 3, 25)

    @factory.post_generation
    def coordinators(self, create, users):
        for user in users or []:
            TeamMember.objects.create(programme=self, user=user, role="coordinator")
            user.forget_roles()

    @factory.post_generation
    def country(self, create, extracted):
        self.countries.add(extracted or CountryFactory())


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    programme = factory.SubFactory(ProgrammeFactory)
    order = factory.Sequence(lambda n: n + 1)
    title_en = "National training of trainers"
    title_bn = "জাতীয় প্রশিক্ষক প্রশিক্ষণ"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = "police"
    name_en = factory.Sequence(lambda n: f"Organisation {n}")
    name_bn = "সংস্থা"


class RankFactory(DjangoModelFactory):
    class Meta:
        model = Rank
        django_get_or_create = ["code"]

    country = factory.SubFactory(CountryFactory)
    code = "INSP"
    order = 5
    name_en = "Inspector"
    name_bn = "পরিদর্শক"
    abbreviation_en = "Insp."


class ForceFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ["code"]

    kind = "force"
    code = "BP"
    name_en = "Bangladesh Police"
    name_bn = "বাংলাদেশ পুলিশ"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ["code"]

    kind = "district"
    code = "DP-4047"
    name_en = "Khulna District Police"
    name_bn = "খুলনা জেলা পুলিশ"
    parent = factory.SubFactory(ForceFactory)
    place = factory.SubFactory(DistrictFactory)


class OfficerFactory(DjangoModelFactory):
    """Service numbers 9900… belong to nobody: born in '99 and joined in '00 is impossible."""

    class Meta:
        model = Officer

    force = factory.SubFactory(ForceFactory)
    service_number = factory.Sequence(lambda n: f"9900{n:06d}")
    name_en = factory.Sequence(lambda n: f"Officer {in_letters(n).capitalize()}")
    name_bn = factory.Sequence(lambda n: f"কর্মকর্তা {in_letters(n, 'কখগঘচছজঝটঠডণতথদধনপফবভমযরল')}")
    sex = "male"
    rank = factory.SubFactory(RankFactory)
    unit = factory.SubFactory(UnitFactory)
    mobile = factory.Sequence(lambda n: f"+8801700{n:06d}")


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    code = factory.Sequence(lambda n: f"M{n}")
    title_en = "Early prevention of violent extremism"
    title_bn = "সহিংস চরমপন্থার আগাম প্রতিরোধ"
    minutes = 90


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"TOT-{n}")
    kind = "tot"
    title_en = "Training of Trainers on Community and Beat Policing"
    title_bn = "কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ"

    @factory.post_generation
    def with_modules(self, create, number):
        for order in range(1, (number or 0) + 1):
            CourseModule.objects.create(course=self, module=ModuleFactory(), order=order)


class SessionFactory(DjangoModelFactory):
    """A running session of `length` (3) days; `with_officers` enrols that many.

    Its days are always 21, 22 and 23 November 2026: a test in which the clock matters sets the clock, or `starts_on`.
    """

    class Meta:
        model = TrainingSession
        skip_postgeneration_save = True

    class Params:
        programme = factory.SubFactory(ProgrammeFactory)
        length = 3

    code = factory.Sequence(lambda n: f"TOT-MADE-{n}")
    phase = factory.SubFactory(PhaseFactory, programme=factory.SelfAttribute("..programme"))
    course = factory.SubFactory(CourseFactory, programme=factory.SelfAttribute("..programme"))
    title_en = "Training of trainers, Khulna Range"
    title_bn = "প্রশিক্ষক প্রশিক্ষণ, খুলনা রেঞ্জ"
    place = factory.SubFactory(DistrictFactory)
    venue_en = "Police Lines Auditorium"
    venue_bn = "পুলিশ লাইন্স মিলনায়তন"
    starts_on = date(2026, 11, 21)
    ends_on = factory.LazyAttribute(lambda session: session.starts_on + timedelta(days=session.length - 1))
    capacity = 50
    state = SessionState.RUNNING

    @factory.post_generation
    def days_planned(self, create, extracted):
        for number in range((self.ends_on - self.starts_on).days + 1):
            SessionDay.objects.create(session=self, number=number + 1, date=self.starts_on + timedelta(days=number))

    @factory.post_generation
    def led_by(self, create, user):
        if user:
            TeamMember.objects.get_or_create(programme=self.phase.programme, user=user, role="trainer")
            SessionTrainer.objects.create(session=self, user=user, role=TrainerRole.LEAD)
            user.forget_roles()

    @factory.post_generation
    def with_officers(self, create, number):
        for _n in range(number or 0):
            EnrolmentFactory(session=self)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    session = factory.SubFactory(SessionFactory)
    officer = factory.SubFactory(OfficerFactory)
    rank = factory.SelfAttribute("officer.rank")
    unit = factory.SelfAttribute("officer.unit")


class SignatoryFactory(DjangoModelFactory):
    class Meta:
        model = Signatory

    programme = factory.SubFactory(ProgrammeFactory)
    post_en = "DIG (Administration)"
    post_bn = "ডিআইজি (প্রশাসন)"
    organisation_en = "Anti-Terrorism Unit, Bangladesh Police"
    organisation_bn = "এন্টি টেররিজম ইউনিট, বাংলাদেশ পুলিশ"


class DesignFactory(DjangoModelFactory):
    class Meta:
        model = CertificateDesign
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Programme certificate"
    level = Level.TOT
    title_en = "Training of Trainers Graduate"
    title_bn = "প্রশিক্ষক প্রশিক্ষণ সনদ"
    statement_en = "has graduated as a trainer from"
    statement_bn = "নিম্নোক্ত প্রশিক্ষক প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন"
    is_default = True

    @factory.post_generation
    def signed_by(self, create, number):
        for order in range(1, (2 if number is None else number) + 1):
            DesignSignatory.objects.create(
                design=self, signatory=SignatoryFactory(programme=self.programme), order=order
            )
