"""Trainings: courses, sessions, nominations, enrolment, attendance, and the rosters of sessions."""
