"""What went wrong on a training day: reported by those who teach, settled by coordinators.

What concerns safeguarding is read by coordinators alone.
"""
