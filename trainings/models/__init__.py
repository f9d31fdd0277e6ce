from trainings.models.attendance import AttendanceChange, AttendanceMark, Half, Mark, MarkSource
from trainings.models.course import Course, CourseKind, CourseModule, Module
from trainings.models.enrolment import Enrolment, EnrolmentState, SessionRoster
from trainings.models.session import SessionDay, SessionState, SessionTrainer, Slot, TrainerRole, TrainingSession

__all__ = [
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
    "SessionDay",
    "SessionRoster",
    "SessionState",
    "SessionTrainer",
    "Slot",
    "TrainerRole",
    "TrainingSession",
]
