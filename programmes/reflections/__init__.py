"""Reflections: words of people, used only with their consent, and quotations of them in updates.

A consent that is taken back takes the words off every page.
"""
