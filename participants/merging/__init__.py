"""Merging two records of one person, and undoing a merge: plan, comparison, merge.

Each app registers in its merge_handlers.py how its rows move (`movable_relations`).
"""
