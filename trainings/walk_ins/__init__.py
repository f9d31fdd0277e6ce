"""Officers added on the spot by whoever teaches: found by number or recorded as new, told to the coordinator, taken back the same day.

Off line nothing is added.
"""
