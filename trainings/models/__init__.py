"""Courses, sessions, enrolments, attendance, nominations, and requests between programmes.

Fields, constraints and QuerySets; each change of state is a verb of a room above.
"""

from trainings.models.allowance import AllowancePayment, AllowanceRate, CostHeading, SessionCost
from trainings.models.attendance import AttendanceChange, AttendanceMark, Half, Mark, MarkSource
from trainings.models.calendar_feed import CalendarFeed
from trainings.models.course import AnswerWeight, Course, CourseKind, CourseModule, Module, ModuleFinding
from trainings.models.enrolment import PARTICIPATES, Enrolment, EnrolmentState, RosterPurpose, SessionRoster
from trainings.models.entry_rules import EntryRule, EntryWaiver, RowWaiver
from trainings.models.excuse import Excuse, ExcusedHalfDay, ExcuseEnd, ExcuseKind, ExcuseState
from trainings.models.holiday import Holiday, HolidayKind
from trainings.models.incident import Incident, IncidentKind, IncidentState, Severity
from trainings.models.keyed_sheet import KeyedSheet, SheetPhotograph
from trainings.models.letter import (
    RECIPIENTS,
    LetterDelivery,
    LetterKind,
    LetterLanguage,
    LetterSending,
    LetterTo,
    LetterWay,
    SessionLetter,
    UnitOffice,
)
from trainings.models.made_up import MadeUpHalfDay
from trainings.models.name_tag import NameTag
from trainings.models.nomination import MOST_SEATS, SessionQuota
from trainings.models.nomination_link import LinkEnd, NominatedPerson, NominationLink
from trainings.models.objection import ObjectedHalfDay, Objection, ObjectionComment, ObjectionState
from trainings.models.officer_request import OfficerRequest, RequestState
from trainings.models.resource import EntryKind, Resource, ResourceBooking, ResourceKind, StockEntry, Venue
from trainings.models.result_change import ResultChange
from trainings.models.session import SessionDay, SessionState, SessionTrainer, TrainerRole, TrainingSession
from trainings.models.session_template import (
    SessionTemplate,
    TemplateDay,
    TemplateGuest,
    TemplateQuota,
    TemplateSlot,
    TemplateUse,
)
from trainings.models.timetable import CourseSlot, SessionModule, Slot, SlotKind
from trainings.models.trainer_pool import (
    GuestExpert,
    GuestLanguage,
    GuestRole,
    SessionGuest,
    TeachingLanguage,
    TrainerAbsence,
    TrainerLanguage,
    TrainerProfile,
)
from trainings.models.undecided import DeviceAct, MarkDecision, Outcome, UndecidedMark, WhyUndecided
from trainings.models.walk_in import WalkIn

__all__ = [
    "MOST_SEATS",
    "PARTICIPATES",
    "RECIPIENTS",
    "AllowancePayment",
    "AllowanceRate",
    "AnswerWeight",
    "AttendanceChange",
    "AttendanceMark",
    "CalendarFeed",
    "CostHeading",
    "Course",
    "CourseKind",
    "CourseModule",
    "CourseSlot",
    "DeviceAct",
    "Enrolment",
    "EnrolmentState",
    "EntryKind",
    "EntryRule",
    "EntryWaiver",
    "Excuse",
    "ExcuseEnd",
    "ExcuseKind",
    "ExcuseState",
    "ExcusedHalfDay",
    "GuestExpert",
    "GuestLanguage",
    "GuestRole",
    "Half",
    "Holiday",
    "HolidayKind",
    "Incident",
    "IncidentKind",
    "IncidentState",
    "KeyedSheet",
    "LetterDelivery",
    "LetterKind",
    "LetterLanguage",
    "LetterSending",
    "LetterTo",
    "LetterWay",
    "LinkEnd",
    "MadeUpHalfDay",
    "Mark",
    "MarkDecision",
    "MarkSource",
    "Module",
    "ModuleFinding",
    "NameTag",
    "NominatedPerson",
    "NominationLink",
    "ObjectedHalfDay",
    "Objection",
    "ObjectionComment",
    "ObjectionState",
    "OfficerRequest",
    "Outcome",
    "RequestState",
    "Resource",
    "ResourceBooking",
    "ResourceKind",
    "ResultChange",
    "RosterPurpose",
    "RowWaiver",
    "SessionCost",
    "SessionDay",
    "SessionGuest",
    "SessionLetter",
    "SessionModule",
    "SessionQuota",
    "SessionRoster",
    "SessionState",
    "SessionTemplate",
    "SessionTrainer",
    "Severity",
    "SheetPhotograph",
    "Slot",
    "SlotKind",
    "StockEntry",
    "TeachingLanguage",
    "TemplateDay",
    "TemplateGuest",
    "TemplateQuota",
    "TemplateSlot",
    "TemplateUse",
    "TrainerAbsence",
    "TrainerLanguage",
    "TrainerProfile",
    "TrainerRole",
    "TrainingSession",
    "UndecidedMark",
    "UnitOffice",
    "Venue",
    "WalkIn",
    "WhyUndecided",
]
