"""Trainings: courses, sessions, nominations, enrolment, attendance, and the rosters of sessions.

Rooms, from the bottom: models, curriculum, sessions, attendance, enrolment, officer_requests, rosters.
"""
