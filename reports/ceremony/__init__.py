"""Papers of a ceremony: the print pack of certificates, and the lists and cards of the day.

The ceremony itself is in certificates/ceremonies.
"""
