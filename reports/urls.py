"""Addresses of the reports and of pages that read across the house."""

from django.urls import path

from reports.views import (
    administration,
    allowance_list,
    calendar,
    capacity,
    ceremonies,
    claim_slips,
    find,
    matrix,
    name_badges,
    nominations,
    officers,
    overview,
    participations,
    people,
    programmes,
    session_certificates,
    session_letters,
    session_papers,
    sign_in,
    staff,
    timetable,
    trainer_pool,
)

app_name = "reports"

# /reports/
report_urls = [
    path("reports/", overview.overview, name="overview"),
    path("reports/workbook/", overview.results_workbook, name="results_workbook"),
]

# /reports/capacity/ and the rows behind its numbers
capacity_urls = [
    path("reports/capacity/", capacity.capacity, name="capacity"),
    path("reports/capacity/workbook/", capacity.capacity_workbook, name="capacity_workbook"),
    path("admin/capacity/officers/", capacity.capacity_officers, name="capacity_officers"),
]

# /admin/sessions/<code>/ and the rows behind a number
staff_urls = [
    path("admin/find/", find.find, name="find"),
    path("admin/sessions/<str:code>/", staff.session, name="session"),
    path("admin/participations/", participations.participations, name="participations"),
    path("admin/participations/export/", participations.export, name="participations_export"),
    path("admin/participations/export/<slug:token>/", participations.export_file, name="participations_file"),
    path(
        "admin/sessions/<str:code>/certificate-files/<slug:form>/",
        session_certificates.ask,
        name="session_certificates",
    ),
    path(
        "admin/sessions/<str:code>/certificate-files/<slug:form>/<slug:token>/",
        session_certificates.file,
        name="session_certificates_file",
    ),
    path("admin/sessions/<str:code>/nominations/letters/", nominations.letters, name="nomination_letters"),
    path(
        "admin/sessions/<str:code>/nominations/letters/<slug:token>/",
        nominations.letters_file,
        name="nomination_letters_file",
    ),
]

# /admin/people/<code>/
people_urls = [
    path("admin/people/", people.programmes, name="people"),
    path("admin/people/<slug:code>/", people.team, name="people_of"),
    path("admin/people/<slug:code>/<id:pk>/", people.member, name="person"),
    path("admin/people/<slug:code>/<id:pk>/remove/", people.remove, name="remove_person"),
    path("admin/people/<slug:code>/<id:pk>/remind/", people.remind, name="remind_person"),
    path("admin/people/<slug:code>/invitations/<id:pk>/again/", people.invite_again, name="invite_again"),
    path("admin/people/<slug:code>/invitations/<id:pk>/take-back/", people.take_back, name="take_back_invitation"),
]

# /admin/administration/
administration_urls = [
    path("admin/administration/", administration.administration, name="administration"),
    path("admin/administration/new-programme/", administration.new_programme, name="new_programme"),
    path("admin/administration/people/", administration.people, name="administration_people"),
    path("admin/administration/people/<id:pk>/", administration.account, name="administration_account"),
    path(
        "admin/administration/administrators/invite/", administration.invite_administrator, name="invite_administrator"
    ),
    path(
        "admin/administration/administrators/<id:pk>/remove/",
        administration.remove_administrator,
        name="remove_administrator",
    ),
    path(
        "admin/administration/programmes/<slug:code>/invite/",
        administration.invite_coordinator,
        name="invite_coordinator",
    ),
    path(
        "admin/administration/invitations/<id:pk>/again/",
        administration.invite_again,
        name="administration_invite_again",
    ),
    path(
        "admin/administration/invitations/<id:pk>/take-back/",
        administration.take_back,
        name="administration_take_back",
    ),
]

# /admin/sessions/<code>/slips/ and /admin/units/<pk>/slips/
slip_urls = [
    path("admin/sessions/<str:code>/slips/", claim_slips.slips, name="session_slips"),
    path("admin/sessions/<str:code>/slips/print/", claim_slips.print_slips, name="print_session_slips"),
    path("admin/sessions/<str:code>/slips/<slug:token>/", claim_slips.slips_file, name="session_slips_file"),
    path("admin/units/<id:pk>/slips/", claim_slips.slips, name="unit_slips"),
    path("admin/units/<id:pk>/slips/print/", claim_slips.print_slips, name="print_unit_slips"),
    path("admin/units/<id:pk>/slips/<slug:token>/", claim_slips.slips_file, name="unit_slips_file"),
]

# /admin/sessions/<code>/sign-in/ and /training/<code>/sign-in/
sign_in_urls = [
    path("admin/sessions/<str:code>/sign-in/", sign_in.for_coordinators, name="sign_in"),
    path("admin/sessions/<str:code>/sign-in/<slug:token>/", sign_in.file_for_coordinators, name="sign_in_file"),
    path("training/<slug:code>/sign-in/", sign_in.for_trainers, name="trainer_sign_in"),
    path("training/<slug:code>/sign-in/<slug:token>/", sign_in.file_for_trainers, name="trainer_sign_in_file"),
]

# /admin/sessions/<code>/allowance-list/ and /training/<code>/allowance-list/
allowance_urls = [
    path("admin/sessions/<str:code>/allowance-list/", allowance_list.for_coordinators, name="allowance_list"),
    path(
        "admin/sessions/<str:code>/allowance-list/workbook/",
        allowance_list.workbook_for_coordinators,
        name="allowance_workbook",
    ),
    path(
        "admin/sessions/<str:code>/allowance-list/<slug:token>/",
        allowance_list.file_for_coordinators,
        name="allowance_list_file",
    ),
    path("training/<slug:code>/allowance-list/", allowance_list.for_trainers, name="trainer_allowance_list"),
    path(
        "training/<slug:code>/allowance-list/workbook/",
        allowance_list.workbook_for_trainers,
        name="trainer_allowance_workbook",
    ),
    path(
        "training/<slug:code>/allowance-list/<slug:token>/",
        allowance_list.file_for_trainers,
        name="trainer_allowance_list_file",
    ),
]

# /admin/sessions/<code>/papers/ and /training/<code>/papers/
paper_urls = [
    path("admin/sessions/<str:code>/papers/", session_papers.for_coordinators, name="session_papers"),
    path("training/<slug:code>/papers/", session_papers.for_trainers, name="trainer_papers"),
]

# /admin/sessions/<code>/timetable/print/ and /training/<code>/timetable/print/
timetable_urls = [
    path("admin/sessions/<str:code>/timetable/print/", timetable.for_coordinators, name="print_timetable"),
    path(
        "admin/sessions/<str:code>/timetable/print/<slug:token>/",
        timetable.file_for_coordinators,
        name="timetable_file",
    ),
    path("training/<slug:code>/timetable/print/", timetable.for_trainers, name="print_trainer_timetable"),
    path(
        "training/<slug:code>/timetable/print/<slug:token>/", timetable.file_for_trainers, name="trainer_timetable_file"
    ),
]

# /admin/sessions/<code>/name-badges/ and /training/<code>/name-badges/
name_badge_urls = [
    path("admin/sessions/<str:code>/name-badges/", name_badges.for_coordinators, name="name_badges"),
    path(
        "admin/sessions/<str:code>/name-badges/<slug:token>/",
        name_badges.file_for_coordinators,
        name="name_badges_file",
    ),
    path("training/<slug:code>/name-badges/", name_badges.for_trainers, name="trainer_name_badges"),
    path(
        "training/<slug:code>/name-badges/<slug:token>/", name_badges.file_for_trainers, name="trainer_name_badges_file"
    ),
]

# /admin/sessions/<code>/letters/ on paper; the rest of them is in trainings/urls_staff.py
letter_urls = [
    path(
        "admin/sessions/<str:code>/letters/<slug:kind>/print/<slug:to>/",
        session_letters.print_letters,
        name="print_letters",
    ),
    path("admin/sessions/<str:code>/letters/file/<slug:token>/", session_letters.file, name="letter_file"),
]

# /admin/calendar/ and /training/calendar/
calendar_urls = [
    path("admin/calendar/", calendar.for_coordinators, name="calendar"),
    path("training/calendar/", calendar.for_trainers, name="trainer_calendar"),
]

# /admin/trainers/<code>/ and /admin/sessions/<code>/trainers/
trainer_urls = [
    path("admin/trainers/", trainer_pool.programmes, name="trainers"),
    path("admin/trainers/<slug:code>/", trainer_pool.trainers, name="trainers_of"),
    path("admin/trainers/<slug:code>/<id:pk>/", trainer_pool.trainer, name="trainer"),
    path("admin/trainers/<slug:code>/<id:pk>/away/", trainer_pool.away, name="trainer_away"),
    path(
        "admin/trainers/<slug:code>/<id:pk>/away/<id:days>/remove/",
        trainer_pool.remove_away,
        name="remove_trainer_away",
    ),
    path("admin/trainers/<slug:code>/guests/", trainer_pool.guests_of, name="guests_of"),
    path("admin/trainers/<slug:code>/guests/add/", trainer_pool.add_guest, name="add_guest"),
    path("admin/trainers/<slug:code>/guests/<id:pk>/", trainer_pool.guest, name="guest"),
    path("admin/trainers/<slug:code>/guests/<id:pk>/take-out/", trainer_pool.take_out, name="take_guest_out"),
    path("admin/sessions/<str:code>/trainers/", trainer_pool.of_session, name="session_trainers"),
    path("admin/sessions/<str:code>/trainers/<id:pk>/name/", trainer_pool.name_trainer, name="name_trainer"),
    path("admin/sessions/<str:code>/guests/name/", trainer_pool.name_guest, name="name_guest"),
    path("admin/sessions/<str:code>/guests/<id:pk>/take-off/", trainer_pool.take_guest_off, name="take_guest_off"),
]

# /admin/officers/<pk>/
officer_urls = [
    path("admin/officers/<id:pk>/", officers.officer, name="officer"),
]

# /admin/programme/<code>/
programme_urls = [
    path("admin/programme/", programmes.programmes, name="programmes"),
    path("admin/programme/<slug:code>/", programmes.programme, name="programme"),
]

# /admin/programme/<code>/matrix/
matrix_urls = [
    path("admin/programme/<slug:code>/matrix/", matrix.matrix, name="matrix"),
    path("admin/programme/<slug:code>/matrix/workbook/", matrix.matrix_workbook, name="matrix_workbook"),
    path("admin/programme/<slug:code>/matrix/print/", matrix.print_matrix, name="print_matrix"),
    path("admin/programme/<slug:code>/matrix/print/<slug:token>/", matrix.matrix_file, name="matrix_file"),
    path("admin/programme/<slug:code>/matrix/findings/<id:pk>/", matrix.finding, name="finding"),
    path("admin/programme/<slug:code>/matrix/findings/<id:pk>/answers/", matrix.answers, name="answers"),
    path("admin/programme/<slug:code>/matrix/modules/<id:pk>/", matrix.module, name="module"),
]

# /admin/ceremonies/<pk>/papers/
ceremony_urls = [
    path("admin/ceremonies/<id:pk>/papers/", ceremonies.papers, name="ceremony_papers"),
    path("admin/ceremonies/<id:pk>/papers/pack/", ceremonies.ask_pack, name="ask_ceremony_pack"),
    path("admin/ceremonies/<id:pk>/papers/pack/<slug:token>/", ceremonies.pack_file, name="ceremony_pack_file"),
    path("admin/ceremonies/<id:pk>/papers/<slug:paper>/", ceremonies.ask_paper, name="ask_ceremony_paper"),
    path(
        "admin/ceremonies/<id:pk>/papers/<slug:paper>/<slug:token>/",
        ceremonies.paper_file,
        name="ceremony_paper_file",
    ),
]

urlpatterns = [
    *report_urls,
    *capacity_urls,
    *staff_urls,
    *people_urls,
    *administration_urls,
    *slip_urls,
    *sign_in_urls,
    *paper_urls,
    *calendar_urls,
    *allowance_urls,
    *timetable_urls,
    *name_badge_urls,
    *trainer_urls,
    *letter_urls,
    *officer_urls,
    *programme_urls,
    *matrix_urls,
    *ceremony_urls,
]
