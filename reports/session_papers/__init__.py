"""What is printed for a session, on one page.

Each paper has a page of its own, where it is asked for and downloaded.
"""
