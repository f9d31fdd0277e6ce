"""Making one record of two, and taking that back: the plan, the comparison, the merge.

Apps register what they hang on an officer in `movable_relations` from their merge_handlers.py.
"""
