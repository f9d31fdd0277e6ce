"""The public check of a certificate by its code, and the throttle against guessing.

Nothing here lists or searches.
"""
