"""Samples that the demo hands out: a messy roster, and drawn signatures.

None of them is a real person.
"""
