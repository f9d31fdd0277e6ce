"""Frames of pages: what the template makes, with other texts in it."""

import html

from accounts.ui.frames import Frames


class Page:
    """Makes pages, and counts how often it was asked."""

    def __init__(self):
        self.made = 0

    def __call__(self, texts):
        self.made += 1
        first, *rest = (html.escape(text) for text in texts)
        return f'<h1 title="{first}">সেতু {first}</h1>' + "".join(f"<p>{text}</p>" for text in rest)


def test_the_page_is_made_once_and_has_the_texts_that_it_is_asked_with():
    frames, make = Frames(most=5), Page()
    for texts in (["a", "b"], ["<i>", "\"'&"], ["\ue0f01\ue0f1", "x \ue0f2 y"], ["", ""]):
        assert frames.page("shape", texts, make).decode() == Page()(texts)
    assert make.made == 1


def test_another_shape_is_made_anew_and_the_oldest_makes_room():
    frames, make = Frames(most=2), Page()
    for shape in ("one", "two", "three", "three", "two", "one"):
        frames.page(shape, ["a"], make)
    assert make.made == 4


def test_nothing_of_the_texts_is_kept():
    frames = Frames(most=2)
    frames.page("shape", ["a secret", "another"], Page())
    assert "secret" not in str(vars(frames))
