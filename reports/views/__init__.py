"""Pages that read across the house.

What they show is built in the rooms beside this folder.
"""
