"""An invitation into the coordinator's programme, and its link."""

import pytest

from programmes.invitations import inviting, link
from programmes.models import Invitation


@pytest.fixture
def invite(programme, coordinator):
    """A function: `invite(email, roles)` returns an Invitation of the coordinator."""

    def ask(email="lamia@example.org", roles="trainer", **more):
        return inviting.invite(programme, email, roles, **{"by": coordinator, **more})

    return ask


@pytest.fixture
def secret():
    """A function: the secret in the newest letter of an invitation."""

    def of(invitation):
        return link.secret_of(Invitation.objects.get(pk=invitation.pk))

    return of


@pytest.fixture
def secret_hash(secret):
    """A function: what the database keeps of it."""
    return lambda invitation: link.hash_of(secret(invitation))
