"""The session that an address of a coordinator's page names."""

from django.shortcuts import get_object_or_404

from accounts.access.requests import SignedInRequest
from trainings.models import TrainingSession


def coordinated_session(request: SignedInRequest, code: str) -> TrainingSession:
    """Returns the session of this code, with its place, course and programme, if the person coordinates it; else 404."""
    sessions = TrainingSession.objects.coordinated_by(request.user)
    return get_object_or_404(sessions.select_related("course", "phase__programme", "place"), code=code)
