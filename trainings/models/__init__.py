"""Modules, courses, sessions, enrolments, attendance marks, quotas, and requests for officers of other programmes."""

from trainings.models.attendance import AttendanceChange, AttendanceMark, Half, Mark, MarkSource
from trainings.models.course import AnswerWeight, Course, CourseKind, CourseModule, Module, ModuleFinding
from trainings.models.enrolment import PARTICIPATES, Enrolment, EnrolmentState, RosterPurpose, SessionRoster
from trainings.models.nomination import MOST_SEATS, SessionQuota
from trainings.models.officer_request import OfficerRequest, RequestState
from trainings.models.session import SessionDay, SessionState, SessionTrainer, Slot, TrainerRole, TrainingSession

__all__ = [
    "MOST_SEATS",
    "PARTICIPATES",
    "AnswerWeight",
    "AttendanceChange",
    "AttendanceMark",
    "Course",
    "CourseKind",
    "CourseModule",
    "Enrolment",
    "EnrolmentState",
    "Half",
    "Mark",
    "MarkSource",
    "Module",
    "ModuleFinding",
    "OfficerRequest",
    "RequestState",
    "RosterPurpose",
    "SessionDay",
    "SessionQuota",
    "SessionRoster",
    "SessionState",
    "SessionTrainer",
    "Slot",
    "TrainerRole",
    "TrainingSession",
]
