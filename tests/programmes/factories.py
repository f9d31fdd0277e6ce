"""Valid, boring records of a programme; a test states only what matters to it."""

import io
import zipfile
from datetime import date

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from programmes.models import (
    CaseStudy,
    Consultation,
    Finding,
    FindingSource,
    LibraryResource,
    Milestone,
    Reflection,
    Workstream,
)
from tests.factories import CountryFactory, ProgrammeFactory

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name="report.pdf", content=PDF):
    """Returns a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def archive(**parts):
    """Returns the bytes of a ZIP with these parts; __ in a name stands for /, and the last _ for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def word_file(**more):
    """Returns the bytes of a Word file, as far as anyone looks."""
    return archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = Consultation

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "workshop"
    scope = "regional"
    title_en = factory.Sequence(lambda n: f"Regional consultation {n}")
    starts_on = date(2023, 5, 15)


class CaseStudyFactory(DjangoModelFactory):
    class Meta:
        model = CaseStudy

    consultation = factory.SubFactory(ConsultationFactory)
    country = factory.SubFactory(CountryFactory)
    title_en = "Community liaison teams"


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "gap"
    theme = "trust"
    text_en = factory.Sequence(lambda n: f"Remark {n}: {chr(97 + n % 26) * 9} {chr(98 + n // 26 % 20) * 9}")


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = FindingSource

    finding = factory.SubFactory(FindingFactory)
    consultation = factory.SubFactory(ConsultationFactory, programme=factory.SelfAttribute("..finding.programme"))
    raised_by = "beat"


class ReflectionFactory(DjangoModelFactory):
    class Meta:
        model = Reflection

    programme = factory.SubFactory(ProgrammeFactory)
    language = "bn"
    text_bn = "এখন আমরা জানি কার সঙ্গে আগে কথা বলতে হবে।"
    text_en = "Now we know whom to talk to first."
    speaker_role_en = "A beat officer"


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = LibraryResource

    programme = factory.SubFactory(ProgrammeFactory)
    title_en = factory.Sequence(lambda n: f"Manual {n}")
    theme = "trust"
    language = "en"
    audience = "coordinators"


class WorkstreamFactory(DjangoModelFactory):
    class Meta:
        model = Workstream

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "network"
    title_en = factory.Sequence(lambda n: f"Network {n}")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    workstream = factory.SubFactory(WorkstreamFactory)
    title_en = "Agreement signed"
