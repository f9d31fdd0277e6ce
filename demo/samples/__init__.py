"""Samples that the demo hands out: a messy roster, and drawn signatures.

No real person stands behind any of them.
"""
