"""Programmes: teams, places, consultations, findings, workstreams, the library and news."""
