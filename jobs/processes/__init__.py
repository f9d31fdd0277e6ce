"""The processes of an installation: the supervisor that starts them and the sweeper that finds jobs without a worker.

`die_with_parent` ends a process with the one that started it.
"""
