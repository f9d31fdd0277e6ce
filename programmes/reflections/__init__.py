"""Reflections: words of people, used only with their consent, and quotations of them in updates. After a consent is
withdrawn, no page shows the words.
"""
