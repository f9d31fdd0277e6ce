"""Designs of certificates: versions, editing, preview, images of signatures and logos, the printed facts.

A version that was used is never changed.
"""
