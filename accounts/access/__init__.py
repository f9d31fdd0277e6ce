"""Who may open a page: guards of views and of the admin, the second factor, request ids, throttles, secret codes.

The predicates themselves are in accounts/permissions.py.
"""
