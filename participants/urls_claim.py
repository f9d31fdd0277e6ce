"""Addresses of the claim, open to anyone. The last step is certificates:claimed."""

from django.urls import path

from participants.views import claim

app_name = "claim"

urlpatterns = [
    # The address in the QR code of a slip; the code is behind "#" and is never sent to the server.
    path("c/", claim.code, name="scanned"),
    # /claim/
    path("claim/", claim.code, name="code"),
    path("claim/secure/", claim.secure, name="secure"),
]
