"""Placing every text: facts and design in, lines with fixed places out.

Both engines draw what `composing` returns.
"""
