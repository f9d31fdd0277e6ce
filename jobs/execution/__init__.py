"""Performing one job: its lease, its chunks, an outage of the database in the middle.

Apps register their kinds of job through `running.performs`.
"""
