"""Long work: one row per job, performed chunk by chunk by workers, so that no crash loses anything or does it twice.

Rooms, from the bottom: models, kinds, execution, requesting, progress, processes.
"""
