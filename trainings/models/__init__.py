"""Courses, sessions, enrolments, attendance, nominations, and requests between programmes.

Fields, constraints and QuerySets; each change of state is a verb of a room above.
"""

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
