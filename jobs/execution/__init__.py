"""Performs one job: its lease, its chunks, and an outage of the database during the work.

Apps register their kinds of job through `running.performs`.
"""
