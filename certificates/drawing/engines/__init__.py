"""Drawing a certificate: the fast stamping engine, WeasyPrint for what it cannot draw, the picture for the screen.

`drawing` chooses the engine.
"""
