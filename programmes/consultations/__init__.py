"""Consultations: summaries of who was asked and what came of it, and their admin.

What a consultation may hold is a rule of its model.
"""
