"""A small Shetu of its own with subscribers and an update that is to be sent to them."""

from email import message_from_bytes

from tests import workers

PREPARATION = """
from django.utils import timezone
from programmes.news import mailing, publishing
from programmes.models import Subscription
from tests.factories import UserFactory
from tests.programmes.news.factories import NewsUpdateFactory
from tests.programmes.news.mailing import SUBSCRIBERS
coordinator = UserFactory(email="coordinator@example.org")
written = NewsUpdateFactory()
written.programme.team.create(user=coordinator, role="coordinator")
update = publishing.publish(written, by=coordinator)
now = timezone.now()
Subscription.objects.bulk_create(
    Subscription(
        email=f"reader{n}@example.org",
        language="bn" if n % 3 else "en",
        state="active",
        confirm_key=None,
        asked_at=now,
        confirmed_at=now,
    )
    for n in range(SUBSCRIBERS)
)
mailing.request(update, by=coordinator)
"""


class MailHouse(workers.House):
    settings = "tests.programmes.news.mailing.settings"
    preparation = PREPARATION

    def __init__(self, folder, broker):
        super().__init__(folder, broker)
        self.handed_over_file = folder / "handed_over"
        self.environment |= {"HANDED_OVER": str(self.handed_over_file), "SITE_URL": "http://testserver"}

    def files(self):
        """Returns the files of the letters, in the folder as it is now."""
        return list((self.folder / "var" / "mail").glob("[!.]*"))

    def recipients(self):
        """Returns who the letters in the folder are for, one entry per letter."""
        return sorted(message_from_bytes(file.read_bytes())["To"] for file in self.files())

    def handed_over(self):
        """Returns the Message-ID of every letter that was handed over, as often as it was."""
        return self.handed_over_file.read_text().split() if self.handed_over_file.exists() else []

    def deliveries(self):
        """Returns {state: how many}."""
        return dict(self.ask("SELECT state, COUNT(*) FROM programmes_newsdelivery GROUP BY state"))
