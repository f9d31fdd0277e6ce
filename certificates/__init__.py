"""Certificates: designs, drawing, signing, issuing, verification, corrections, revocations, ceremonies, badges."""
