"""Addresses of the programme's records for coordinators, inside the admin: /admin/programme/…"""

from django.urls import path

from programmes.views import consultations, finding_entry, findings, library, partners, reflections, workstreams

app_name = "programme"

# /admin/programme/consultations/, …/case-studies/, …/documents/
consultation_urls = [
    path("consultations/<id:pk>/", consultations.consultation, name="consultation"),
    path("case-studies/", consultations.case_studies, name="case_studies"),
    path("documents/<slug:kind>/<id:pk>/", consultations.document, name="document"),
]

# /admin/programme/findings/
finding_urls = [
    path("findings/", findings.register, name="findings"),
    path("findings/bulk/", findings.bulk, name="bulk"),
    path("findings/new/", finding_entry.enter, name="enter"),
    path("findings/export/", finding_entry.export, name="export"),
    path("findings/import/", finding_entry.upload, name="import"),
    path("findings/import/apply/", finding_entry.apply, name="apply"),
    path("findings/merge/", findings.merge, name="merge"),
    path("findings/alike/", findings.alike, name="alike"),
    path("findings/<id:pk>/", findings.finding, name="finding"),
    path("findings/<id:pk>/move/", findings.move, name="move"),
    path("findings/<id:pk>/done/", findings.finish, name="finish"),
    path("findings/<id:pk>/decline/", findings.decline, name="decline"),
    path("findings/<id:pk>/separate/", findings.separate, name="separate"),
]

# /admin/programme/workstreams/, …/milestones/, …/clauses/
workstream_urls = [
    path("workstreams/", workstreams.board, name="workstreams"),
    path("workstreams/<id:pk>/", workstreams.workstream, name="workstream"),
    path("workstreams/<id:pk>/move/", workstreams.move, name="move_workstream"),
    path("workstreams/<id:pk>/stop/", workstreams.stop, name="stop_workstream"),
    path("workstreams/<id:pk>/ladder/", workstreams.climb, name="climb"),
    path("milestones/<id:pk>/", workstreams.milestone, name="milestone"),
    path("clauses/<id:pk>/comment/", workstreams.comment, name="comment"),
]

# /admin/programme/library/, …/reflections/
library_urls = [
    path("library/", library.shelf, name="library"),
    path("library/<id:pk>/", library.resource, name="resource"),
    path("library/<id:pk>/withdraw/", library.withdraw, name="withdraw_resource"),
    path("reflections/<id:pk>/", reflections.reflection, name="reflection"),
]

# /admin/programme/partners/
partner_urls = [
    path("partners/<id:pk>/logo/", partners.logo, name="logo"),
]

urlpatterns = consultation_urls + finding_urls + workstream_urls + library_urls + partner_urls
