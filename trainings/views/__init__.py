"""Pages of trainings: those of trainers on the day, those of coordinators inside the admin.

Rules are in the rooms beside this folder.
"""
