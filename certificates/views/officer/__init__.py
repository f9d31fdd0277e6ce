"""Pages of officers: own certificates, and asking for a correction.

Built for a phone.
"""
