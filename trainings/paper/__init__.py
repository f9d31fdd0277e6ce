"""Attendance from paper: signed sheets keyed in by number, with photographs as evidence."""
