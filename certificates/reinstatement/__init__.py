"""A new certificate for somebody whose certificate of the same training was revoked: one deliberate act of two people."""
