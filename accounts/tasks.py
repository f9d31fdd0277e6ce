"""What workers do for accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.sign_in import resets


@shared_task
def send_password_letters() -> None:
    """Sends the e-mails with links for a new password. Started by the page and every minute; harmless at any time."""
    resets.send_due(timezone.now())
