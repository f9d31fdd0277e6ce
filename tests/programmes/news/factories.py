"""Valid, boring news and subscribers."""

from io import BytesIO

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from programmes.files import images
from programmes.models import NewsUpdate, Subscription, SubscriptionState
from programmes.news import publishing
from tests.factories import ProgrammeFactory


class NewsUpdateFactory(DjangoModelFactory):
    """A draft in English that could be published."""

    class Meta:
        model = NewsUpdate

    programme = factory.SubFactory(ProgrammeFactory, is_public=True)
    topic = "training"
    title_en = factory.Sequence(lambda n: f"Two sessions end, number {n}")
    text_en = "A hundred officers worked for three days."


class SubscriptionFactory(DjangoModelFactory):
    """Someone who confirmed and gets the news."""

    class Meta:
        model = Subscription

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    language = "en"
    state = SubscriptionState.ACTIVE
    confirm_key = None
    asked_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)


class WaitingFactory(SubscriptionFactory):
    """Someone who asked and has not confirmed yet."""

    state = SubscriptionState.WAITING
    confirm_key = factory.Sequence(lambda n: f"confirm-key-{n}")
    confirmed_at = None


def picture_file(width=60, height=40, kind="JPEG", name="photo.jpg", **saving):
    """Returns an upload with a picture of one colour."""
    content = BytesIO()
    Image.new("RGB", (width, height), (10, 92, 90)).save(content, kind, **saving)
    return SimpleUploadedFile(name, content.getvalue())


def add_picture(update, **words):
    """Adds a picture to the update and returns its row."""
    return publishing.add_picture(update, images.read(picture_file()), **{"alt_en": "A bridge", **words})
