"""How people are counted: participations and persons, reach, small numbers hidden from observers.

Every number on a page comes from here.
"""
