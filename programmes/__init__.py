"""Programmes: teams, places, consultations, findings, workstreams, the library and news.

Rooms, from the bottom: files, models, places, team, invitations, consultations, findings, reflections, workstreams, library,
news, opening.
"""
