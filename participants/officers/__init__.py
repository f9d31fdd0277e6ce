"""One officer: the rule of names, postings, former service numbers, search, and the address of a unit.

Every change of an officer by hand is a verb here.
"""
