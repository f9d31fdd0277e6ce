"""Pages for anyone: the check of a certificate, the check without a network, badges.

Nothing here shows more than the paper does.
"""
