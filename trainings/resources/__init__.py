"""Rooms, kits and stock of a programme: what there is, what is booked for which session, what is left.

The days of a booking follow from its session; see docs/decisions/training-day.md.
"""
