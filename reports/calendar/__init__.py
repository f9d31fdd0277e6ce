"""The calendar of sessions: a month and a list, and what is still open before each of them can begin.

For coordinators and, of their own sessions, for those who teach.
"""
