"""Programmes and what belongs to one: teams, places, consultations, findings, workstreams, the library, news.

Fields, constraints and QuerySets; each change of state is a verb of a room above.
"""

from programmes.models.consultation import (
    Consultation,
    ConsultationKind,
    DatesKnown,
    Headcount,
    ParticipantCategory,
    Scope,
)
from programmes.models.consultation_papers import CaseStudy, ConsultationDocument
from programmes.models.finding import (
    CLOSED_STATES,
    DistinctFindings,
    Finding,
    FindingKind,
    FindingSource,
    FindingState,
    Priority,
)
from programmes.models.goal import Goal
from programmes.models.invitation import Invitation, InvitedAs
from programmes.models.library import Audience, LibraryResource, LibraryVersion, ResourceLanguage
from programmes.models.news import NewsPicture, NewsState, NewsTopic, NewsUpdate
from programmes.models.organisation import Organisation, Partnership
from programmes.models.place import Place
from programmes.models.programme import Phase, Programme, TeamMember, TeamRole
from programmes.models.reflection import Consent, Reflection
from programmes.models.strategy import Channel, ClauseComment, CommunicationMessage, StrategyClause
from programmes.models.subscription import (
    DeliveryState,
    NewsDelivery,
    NewsMailing,
    Subscription,
    SubscriptionState,
)
from programmes.models.theme import Theme
from programmes.models.workstream import (
    CurriculumStep,
    LadderStep,
    Milestone,
    MilestoneEvidence,
    MilestoneState,
    Workstream,
    WorkstreamKind,
    WorkstreamState,
)

__all__ = [
    "CLOSED_STATES",
    "Audience",
    "CaseStudy",
    "Channel",
    "ClauseComment",
    "CommunicationMessage",
    "Consent",
    "Consultation",
    "ConsultationDocument",
    "ConsultationKind",
    "CurriculumStep",
    "DatesKnown",
    "DeliveryState",
    "DistinctFindings",
    "Finding",
    "FindingKind",
    "FindingSource",
    "FindingState",
    "Goal",
    "Headcount",
    "Invitation",
    "InvitedAs",
    "LadderStep",
    "LibraryResource",
    "LibraryVersion",
    "Milestone",
    "MilestoneEvidence",
    "MilestoneState",
    "NewsDelivery",
    "NewsMailing",
    "NewsPicture",
    "NewsState",
    "NewsTopic",
    "NewsUpdate",
    "Organisation",
    "ParticipantCategory",
    "Partnership",
    "Phase",
    "Place",
    "Priority",
    "Programme",
    "Reflection",
    "ResourceLanguage",
    "Scope",
    "StrategyClause",
    "Subscription",
    "SubscriptionState",
    "TeamMember",
    "TeamRole",
    "Theme",
    "Workstream",
    "WorkstreamKind",
    "WorkstreamState",
]
