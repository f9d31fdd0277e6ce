"""PDF as bytes: objects, font subsets, text, the QR code, the place of a signature.

No layout is decided here.
"""
