"""The public check of a certificate by its code or its file, the throttle against guessing, the lines that are shown.

Nothing here lists or searches.
"""
