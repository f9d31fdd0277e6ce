"""Workstreams and their milestones: the lifecycle, and their admin.

They hold what follows from findings outside of the classroom.
"""
