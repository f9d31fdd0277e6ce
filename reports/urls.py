"""Addresses of the reports and of pages that read across the house."""

from django.urls import path

from reports.views import (
    administration,
    capacity,
    ceremonies,
    claim_slips,
    matrix,
    nominations,
    officers,
    overview,
    people,
    programmes,
    staff,
)

app_name = "reports"

# /reports/
report_urls = [
    path("reports/", overview.overview, name="overview"),
]

# /reports/capacity/ and the rows behind its numbers
capacity_urls = [
    path("reports/capacity/", capacity.capacity, name="capacity"),
    path("reports/capacity/workbook/", capacity.capacity_workbook, name="capacity_workbook"),
    path("admin/capacity/officers/", capacity.capacity_officers, name="capacity_officers"),
]

# /admin/sessions/<code>/ and the rows behind a number
staff_urls = [
    path("admin/sessions/<str:code>/", staff.session, name="session"),
    path("admin/participations/", staff.participations, name="participations"),
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
    *officer_urls,
    *programme_urls,
    *matrix_urls,
    *ceremony_urls,
]
