from django.urls import path

from accounts import views
from accounts.sign_in import about_views, removal_views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("switch/language/", views.switch_language, name="switch_language"),
    path("switch/theme/", views.switch_theme, name="switch_theme"),
    path("help/", about_views.help_page, name="help"),
    path("privacy/", about_views.privacy, name="privacy"),
    path("accessibility/", about_views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # Addresses of accounts are given by the administration; allauth's own page would let people change them unchecked.
    path("accounts/email/", views.closed, name="no_email_page"),
    path(
        "accounts/<id:pk>/second-step/",
        removal_views.take_off_second_factor,
        name="take_off_second_factor",
    ),
    path("accounts/signup/", views.closed, name="no_sign_up"),
]
