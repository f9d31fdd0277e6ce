"""Issuing: who gets a certificate, serial numbers, batches for a session or a programme, the payload of the QR code.

`eligibility` decides; `batches` issues as long work.
"""
