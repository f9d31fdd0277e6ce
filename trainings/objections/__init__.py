"""Objections of officers to their marks after a session was closed: filed within a window, commented, decided half-day by half-day.

The text and the paper are read by few; the trail says that there was an objection, never what it says.
"""
