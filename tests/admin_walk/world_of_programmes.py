"""Consultations, findings, workstreams, the library, news."""

from django.utils import timezone

from programmes.models import (
    CaseStudy,
    ClauseComment,
    CommunicationMessage,
    ConsultationDocument,
    CurriculumStep,
    DistinctFindings,
    Headcount,
    LibraryVersion,
    MilestoneEvidence,
    NewsPicture,
    NewsUpdate,
    Partnership,
    StrategyClause,
    Subscription,
)
from tests.programmes.factories import (
    CaseStudyFactory,
    ConsultationFactory,
    FindingFactory,
    MilestoneFactory,
    ReflectionFactory,
    ResourceFactory,
    SourceFactory,
    WorkstreamFactory,
    upload,
)


def build(side):
    _consultations(side)
    _findings(side)
    _workstreams(side)
    _library_and_news(side)


def _consultations(side):
    programme = side.programme
    one = ConsultationFactory(programme=programme, phase=side.phase, title_en=side.word("consultation.title_en"))
    Partnership.objects.create(programme=programme, organisation=side.organisation, role="lead")
    Partnership.objects.create(consultation=one, organisation=side.organisation, role="host")
    Headcount.objects.create(consultation=one, category="beat", women=3, men=4)
    document = ConsultationDocument(consultation=one, title=side.word("document.title"))
    document.attach(upload())
    document.save()
    study = CaseStudyFactory(
        consultation=one, title_en=side.word("casestudy.title_en"), country=side.place.parent.parent
    )
    study.attach(upload())
    study.save()
    assert isinstance(study, CaseStudy)
    side.keep(consultation=one, document=document, case_study=study)


def _findings(side):
    words = [side.word("finding.text_en") for _n in range(2)]
    one, other = (
        FindingFactory(programme=side.programme, text_en=f"Remark {word} on a matter", owner=side.coordinator)
        for word in words
    )
    for finding in (one, other):
        SourceFactory(finding=finding, consultation=side.consultation)
    DistinctFindings.objects.create(one=one, other=other, judged_by=side.coordinator)
    module = side.modules[0]
    module.answers.create(finding=one)
    side.keep(finding=one, other_finding=other, module=module)


def _workstreams(side):
    network = WorkstreamFactory(programme=side.programme, title_en=side.word("workstream"), owner=side.coordinator)
    strategy = WorkstreamFactory(programme=side.programme, kind="strategy", title_en=side.word("workstream"))
    WorkstreamFactory(programme=side.programme, kind="communication", title_en=side.word("workstream"))
    message = CommunicationMessage(
        workstream=side.programme.workstreams.get(kind="communication"),
        audience_en=side.word("message.audience_en"),
        message_en=side.word("message.message_en"),
        channel="print",
    )
    message.save()
    clause = StrategyClause.objects.create(workstream=strategy, number="4.2", text_en=side.word("clause.text_en"))
    ClauseComment.objects.create(clause=clause, text=side.word("comment"), by=side.coordinator)
    curriculum = WorkstreamFactory(
        programme=side.programme, kind="curriculum", title_en=side.word("workstream"), institution=side.organisation
    )
    CurriculumStep.objects.create(
        workstream=curriculum, step=1, reached_on=side.today, recorded_by=side.coordinator, note=side.word("step.note")
    )
    milestone = MilestoneFactory(workstream=network, title_en=side.word("milestone"), owner=side.coordinator)
    evidence = MilestoneEvidence(milestone=milestone, added_by=side.coordinator)
    evidence.attach(upload())
    evidence.save()
    side.keep(workstream=network, curriculum=curriculum, clause=clause, milestone=milestone, evidence=evidence)


def _library_and_news(side):
    resource = ResourceFactory(programme=side.programme, title_en=side.word("resource.title_en"))
    LibraryVersion.objects.create(
        resource=resource,
        number=1,
        link="https://example.org/manual",
        note=side.word("version.note"),
        added_by=side.coordinator,
    )
    side.module.resources.add(resource)
    reflection = ReflectionFactory(
        programme=side.programme, text_en=side.word("reflection.text_en"), consultation=side.consultation
    )
    update = NewsUpdate.objects.create(
        programme=side.programme,
        topic="training",
        title_en=side.word("news.title_en"),
        text_en=side.word("news.text_en"),
    )
    NewsPicture.objects.create(
        news=update,
        name=f"picture0770{side.number}",
        width=8,
        height=8,
        small_width=8,
        small_height=8,
        alt_en=side.word("picture.alt_en"),
    )
    if side.name == "own":
        # Subscribers belong to no programme.
        Subscription.objects.create(email="reader@example.org", language="en", asked_at=timezone.now())
    side.keep(resource=resource, reflection=reflection, update=update)
