"""The programme that an address of a coordinator's page names."""

from django.shortcuts import get_object_or_404

from accounts.access.requests import SignedInRequest
from programmes.models import Programme


def coordinated_programme(request: SignedInRequest, code: str) -> Programme:
    """Returns the programme of this code if the person coordinates it; anything else is not there (404)."""
    return get_object_or_404(Programme.objects.coordinated_by(request.user), code=code)
