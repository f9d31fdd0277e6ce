"""Issuing: who gets a certificate, serial numbers, batches for a session or a programme, the payload of the QR code.

`eligibility` decides; `records` draws and writes one certificate; `batches` issues those of a session as long work.
"""
