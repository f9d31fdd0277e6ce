from trainings.models.attendance import AttendanceChange, AttendanceMark, Half, Mark, MarkSource
from trainings.models.course import AnswerWeight, Course, CourseKind, CourseModule, Module, ModuleFinding
from trainings.models.enrolment import Enrolment, EnrolmentState, SessionRoster
from trainings.models.session import SessionDay, SessionState, SessionTrainer, Slot, TrainerRole, TrainingSession

__all__ = [
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
    "SessionDay",
    "SessionRoster",
    "SessionState",
    "SessionTrainer",
    "Slot",
    "TrainerRole",
    "TrainingSession",
]
