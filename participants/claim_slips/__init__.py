"""Claim slips: paper with which officers who may have no e-mail open their accounts, and get back in.

codes (the secret and its addresses) → access (who may make one) → making, ending (states) → claiming (the officer) ·
reidentification (a new slip, after a question) · status (what pages show).
"""
