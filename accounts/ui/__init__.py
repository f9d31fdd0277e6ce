"""Parts of every page: icons, inputs, the context of the shell, pages inside the admin, error pages.

The template tags are in accounts/templatetags.
"""
