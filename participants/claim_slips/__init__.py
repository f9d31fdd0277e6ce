"""Claim slips: printed one-time codes with which officers, who may have no e-mail, open an account or get back into it.

codes (the secret and its addresses) → access (who may make a slip) → making, ending (states) → claiming (by the officer) ·
reidentification (a new slip after an identity check) · status (for pages).
"""
