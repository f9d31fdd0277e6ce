"""Pages of a programme: consultations, findings, workstreams, library, news, and what of them is public.

Rules are in the rooms beside this folder.
"""
