"""The demo programme: synthetic people, sessions in every state, certificates; loaded by `load_demo`.

Never loaded in production.
"""
