"""A walk over every address below /admin/: each class of permission, own and foreign objects, GET and POST.

Two programmes in different hands hold one object of every kind (world.py). Every text of the foreign one is marked with a
canary (canaries.py), so that whatever crosses the border is recognised on any page. The addresses come from the URL
resolver (addresses.py); one that the walk has no example for fails with a sentence that says what to add.
"""
