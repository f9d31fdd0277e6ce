"""Texts of a certificate: fonts and shaping, fitting a text into a slot, printed lines, placeholders.

`exactness` says which texts the fast engine cannot draw.
"""
