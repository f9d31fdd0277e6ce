"""A session: its lifecycle, its half-days, who may be its trainer, and who has completed it.

`completion` alone decides who completed.
"""
