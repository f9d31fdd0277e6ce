"""Addresses of the claim, open to anyone. Where it ends, the certificate stands: certificates:claimed."""

from django.urls import path

from participants.views import claim

app_name = "claim"

urlpatterns = [
    # What the QR code of a slip leads to; the code stands behind "#" and never arrives here.
    path("c/", claim.code, name="scanned"),
    # /claim/
    path("claim/", claim.code, name="code"),
    path("claim/secure/", claim.secure, name="secure"),
]
