"""Situations in which each sentence of the preview appears, with the fact behind it; `test_true_messages.py` asks for both."""
