"""The map of addresses. Each app brings its own; the fixed ones are listed in docs/architecture.md."""

from django.contrib import admin
from django.urls import include, path

import trainings.urls
import trainings.urls_staff

urlpatterns = [
    # The public check is the most frequent page of strangers, so its addresses are looked at first. None of them is another's.
    path("", include("certificates.urls")),
    # Before allauth, because it closes some of its pages.
    path("", include("accounts.urls")),
    path("accounts/2fa/", include("accounts.sign_in.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("jobs.urls")),
    # Before the admin: these pages of our own use its frame.
    path("admin/sessions/", include("trainings.urls_staff")),
    path("admin/calendar/", include((trainings.urls_staff.calendar_urls, "calendar"))),
    path("admin/resources/", include((trainings.urls_staff.resource_urls, "resources"))),
    path("calendar/", include((trainings.urls.feed_urls, "calendar_feed"))),
    path("admin/officer-requests/", include("trainings.urls_officer_requests")),
    path("admin/officers/duplicates/", include("participants.urls_duplicates")),
    path("admin/officers/", include("participants.urls_officers")),
    path("admin/programme/", include("programmes.urls_staff")),
    path("", include("participants.urls_claim")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("training/", include("trainings.urls")),
    path("me/excuses/", include(trainings.urls.my_excuse_urls)),
    path("n/", include(trainings.urls.nominate_urls)),
    path("me/attendance/", include(trainings.urls.officer_urls)),
    path("invitation/", include("programmes.urls_invitations")),
    path("updates/", include("programmes.urls_news")),
    path("library/", include("programmes.urls_library")),
]

handler500 = "accounts.ui.error_pages.page_not_made"
