"""The e-mail of a letter: the same text for everybody of a language, and no word about the officer it goes to."""

from django.template.loader import render_to_string
from django.utils import translation

from accounts.ops.letters import Letter
from accounts.ops.smtp import automatic_headers
from trainings.models import LetterDelivery, SessionLetter


class SessionLetters:
    """The e-mails of one SessionLetter. The text of each language is drawn once."""

    def __init__(self, letter: SessionLetter) -> None:
        self.letter = letter
        self.drawn: dict[str, tuple[str, str]] = {}

    def to(self, row: LetterDelivery) -> Letter:
        """Returns the Letter of one delivery, whose enrolment and officer were read with it."""
        subject, text = self.text_in(row.language)
        with translation.override(row.language):
            headers = automatic_headers(str(row.key), self.letter.written_at)
            return Letter(subject, text, to=[row.enrolment.officer.email], headers=headers)

    def text_in(self, language: str) -> tuple[str, str]:
        """Returns (subject, text) in a language."""
        if language not in self.drawn:
            words = self.letter.words[language]
            with translation.override(language):
                context = {"words": words, "programme": self.letter.session.phase.programme}
                text = render_to_string("trainings/mail/session_letter.txt", context)
            self.drawn[language] = (words["subject"], text.strip() + "\n")
        return self.drawn[language]
