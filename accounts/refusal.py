"""The one way to say no."""


class Refused(Exception):  # noqa: N818 -- read aloud: "issuing was refused"; it is an answer, not an error
    """A rule does not allow this now. `str(no)` is a sentence for the person who asked."""

    def __init__(self, sentence):
        super().__init__(sentence)

    def __str__(self):
        return str(self.args[0])
