"""Closed sessions with invented officers, in a database of their own: what `bench.issuing` issues certificates for."""

import shutil
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench.officer_tables import Officers
from certificates.drawing import WORDINGS
from certificates.models import CertificateDesign, DesignPartner, DesignSignatory, Signatory
from participants.models import Officer, Rank, Unit
from participants.officers.reference_loading import load_ranks, load_units
from programmes.models import Organisation, Phase, Place, Programme, TeamMember
from programmes.places.reference_loading import load_places
from trainings.models import Course, Enrolment, TrainingSession

TARGET = "bench_issuing"


@contextmanager
def seeded(folder, count):
    """A database with sessions of `count`, of twice half as many, of 50 and five of 60, as a function that yields fresh copies."""
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = (
        f"{TARGET}_seed" if connection.vendor == "postgresql" else str(folder / "seed.sqlite3")
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _fill(count)
        name = connection.settings_dict["NAME"]
        connection.close()
        yield lambda: _copied(name, folder)
    finally:
        connection.close()
        connection.creation.destroy_test_db(kept, verbosity=0)


@contextmanager
def _copied(name, folder):
    if connection.vendor != "postgresql":
        path = folder / "copy.sqlite3"
        shutil.copyfile(name, path)
        yield f"sqlite:///{path}"
        for file in folder.glob("copy.sqlite3*"):
            file.unlink()
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {TARGET}")
        cursor.execute(f'CREATE DATABASE {TARGET} TEMPLATE "{name}"')
    try:
        said = connection.settings_dict
        user = f"{said['USER']}:{said['PASSWORD']}@" if said["PASSWORD"] else f"{said['USER']}@"
        host = said["HOST"]
        yield f"postgres://{user}" + (
            f"/{TARGET}?host={host}" if host.startswith("/") else f"{host}:{said['PORT'] or 5432}/{TARGET}"
        )
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {TARGET} WITH (FORCE)")


@transaction.atomic
def _fill(count):
    user = User.objects.create_user("bench@example.org", "bridge-over-river-9", full_name="Bench")
    load_places()
    load_ranks()
    load_units()
    programme = Programme.objects.create(code="BENCH", title_en="Bench", short_title_en="B", starts_on=date(2023, 1, 1))
    TeamMember.objects.create(programme=programme, user=user, role="coordinator")
    phase = Phase.objects.create(programme=programme, order=1, title_en="Phase")
    course = Course.objects.create(
        programme=programme,
        code="TOT",
        kind="tot",
        title_en="Training of Trainers on Community and Beat Policing",
        title_bn="কমিউনিটি ও বিট পুলিশিং বিষয়ক প্রশিক্ষক প্রশিক্ষণ",
    )
    _design(programme)
    sizes = {
        "WARM-01": 30,
        "WARM-02": 30,
        **{f"USUAL-{number:02}": 60 for number in range(1, 6)},
        "COLD-01": 50,
        "ALL-01": count,
        "HALF-01": count // 2,
        "HALF-02": count - count // 2,
    }
    officers = _officers(max(count, 300))
    firsts = {"HALF-02": count // 2} | {f"USUAL-{number:02}": 60 * (number - 1) for number in range(1, 6)}
    for code, size in sizes.items():
        first = firsts.get(code, 0)
        _session(code, phase, course, officers[first : first + size])


def _session(code, phase, course, officers):
    session = TrainingSession.objects.create(
        code=code,
        phase=phase,
        course=course,
        title_en="Session",
        place=Place.objects.districts()[0],
        venue_en="Police Lines Auditorium",
        venue_bn="পুলিশ লাইন্স মিলনায়তন",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 3),
        state="closed",
        closed_at=timezone.now(),
    )
    Enrolment.objects.bulk_create(
        (
            Enrolment(
                session=session,
                officer=one,
                rank_id=one.rank_id,
                unit_id=one.unit_id,
                state="completed",
                was_confirmed=True,
                half_days_attended=6,
                half_days_held=6,
            )
            for one in officers
        ),
        batch_size=2_000,
    )


def _officers(count):
    drawn = Officers()
    ranks, units = (dict(model.objects.values_list("name_en", "pk")) for model in (Rank, Unit))
    force = Unit.objects.get(code="BP")
    return Officer.objects.bulk_create(
        (
            Officer(
                force=force,
                service_number=cells[0],
                name_en=cells[1],
                name_bn=cells[2],
                sex=cells[3],
                rank_id=ranks[cells[4]],
                unit_id=units[cells[5]],
            )
            for cells in map(drawn.draw, range(count))
        ),
        batch_size=2_000,
    )


def _design(programme):
    words = WORDINGS["tot"]
    design = CertificateDesign.objects.create(
        programme=programme,
        name="Programme certificate",
        level="tot",
        title_en=words.title_en,
        title_bn=words.title_bn,
        statement_en=words.statement_en,
        statement_bn=words.statement_bn,
        is_default=True,
    )
    for order in (1, 2):
        DesignSignatory.objects.create(
            design=design,
            order=order,
            signatory=Signatory.objects.create(
                programme=programme,
                post_en="Director (Training)",
                post_bn="পরিচালক (প্রশিক্ষণ)",
                organisation_en=f"Organisation {order}",
                organisation_bn="প্রতিষ্ঠান",
            ),
        )
        DesignPartner.objects.create(
            design=design,
            order=order,
            organisation=Organisation.objects.create(name_en=f"Organisation {order}", name_bn="প্রতিষ্ঠান", kind="donor"),
        )
