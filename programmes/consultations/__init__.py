"""Consultations: summaries of the participants and results, and their admin. The model has the rules for its fields."""
