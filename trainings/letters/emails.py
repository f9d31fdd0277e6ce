"""The e-mail of a letter: the same text for everybody of a kind and language, and no word about the officers it concerns."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import translation

from accounts.ops.letters import Letter
from accounts.ops.smtp import automatic_headers
from trainings.letters.wording import LANGUAGES, words_to
from trainings.models import LetterDelivery, LetterLanguage, LetterTo, SessionLetter

BETWEEN = "\n" + "* * *".center(60).rstrip() + "\n\n"


class SessionLetters:
    """The e-mails of one SessionLetter. The text for each kind of recipient and language is drawn once.

    address_of: returns the address of a delivery.
    """

    def __init__(self, letter: SessionLetter, address_of: Callable[[LetterDelivery], str]) -> None:
        self.letter = letter
        self.address_of = address_of
        self.drawn: dict[tuple[str, str], tuple[str, str]] = {}

    def to(self, row: LetterDelivery) -> Letter:
        """Returns the Letter of one delivery."""
        languages = LANGUAGES if row.language == LetterLanguage.BOTH else (row.language,)
        texts = [self.text_in(language, row.to) for language in languages]
        with translation.override(languages[0]):
            headers = automatic_headers(str(row.key), self.letter.written_at)
            return Letter(
                " / ".join(subject for subject, _text in texts),
                BETWEEN.join(text for _subject, text in texts),
                to=[self.address_of(row)],
                headers={**headers, "Content-Language": ", ".join(languages)},
            )

    def text_in(self, language: str, to: LetterTo) -> tuple[str, str]:
        """Returns (subject, text) to one kind of recipients, in a language."""
        if (language, to) not in self.drawn:
            words = words_to(self.letter.words[language], to)
            with translation.override(language):
                context = {"words": words, "programme": self.letter.session.phase.programme}
                text = render_to_string("trainings/mail/session_letter.txt", context)
            self.drawn[language, to] = (words["subject"], text.strip() + "\n")
        return self.drawn[language, to]
