"""Addresses of the second factor that replace those of the library, under the same names. Included before allauth.urls."""

from django.urls import path

from accounts.sign_in import factor_views

urlpatterns = [
    path("totp/activate/", factor_views.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", factor_views.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("webauthn/add/", factor_views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("webauthn/keys/<id:pk>/remove/", factor_views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
]
