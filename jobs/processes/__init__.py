"""The processes of an installation: the supervisor that starts them and the sweeper that finds work nobody does.

`die_with_parent` ends a process with the one that started it.
"""
