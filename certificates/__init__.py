"""Certificates: designs, drawing, signing, issuing, verification, corrections, revocations, ceremonies, badges.

Rooms, from the bottom: models, drawing, offline, signing, storage, designs, issuing, verification, lifecycle, reinstatement,
ceremonies, badges.
"""
