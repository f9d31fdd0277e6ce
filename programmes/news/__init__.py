"""News: writing and publishing updates, the markup, the feed, subscriptions, and mailing each update once per address.

The public pages are in programmes/views/public.py.
"""
