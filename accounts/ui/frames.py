"""Pages that differ in a few texts only: the template makes them once for each shape, and after that the texts are put in.

A template costs far more than what it says. What is kept is the page without its texts: nothing that it is about. The
template stays the one source of the page, and is asked again for every shape that is not kept.
"""

import html
import re
import threading
from collections.abc import Callable, Hashable, Sequence

# Letters of no script, which no template and no translation has. A text may have them: it is put in and not looked through.
_BEFORE, _BEHIND = "\ue0f0", "\ue0f1"
# All texts are escaped at once, which takes a tenth of the time.
_BETWEEN = "\ue0f2"
_BETWEEN_BYTES = _BETWEEN.encode()
_PLACE = re.compile(f"{_BEFORE}([0-9]+){_BEHIND}")

Make = Callable[[Sequence[str]], str]
# What stands around the places and, at each odd one, what is replaced; which text stands in each place.
Frame = tuple[list[bytes], list[int]]


class Frames:
    """The frames of one kind of page: at most `most` shapes, those that were made last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Frame] = {}
        self._lock = threading.Lock()

    def page(self, shape: Hashable, texts: Sequence[str], make: Make) -> bytes:
        """Returns what `make(texts)` returns, in UTF-8: the page with these texts, escaped as templates do.

        shape: all that decides about the page but its texts, in which the page may differ for no two of the same shape.
        make: renders the template with the texts that it is given, as many as `texts`, each as it stands, unfiltered.
        """
        literals, places = self._kept.get(shape) or self._made(shape, len(texts), make)
        escaped = html.escape(_BETWEEN.join(texts)).encode().split(_BETWEEN_BYTES)
        if len(escaped) != len(texts):
            escaped = [html.escape(text).encode() for text in texts]
        parts = literals.copy()
        parts[1::2] = [escaped[place] for place in places]
        return b"".join(parts)

    def forget(self) -> None:
        """Forgets all frames."""
        with self._lock:
            self._kept.clear()

    def _made(self, shape: Hashable, count: int, make: Make) -> Frame:
        parts = _PLACE.split(make([f"{_BEFORE}{number}{_BEHIND}" for number in range(count)]))
        frame = [part.encode() for part in parts], [int(number) for number in parts[1::2]]
        with self._lock:
            self._kept[shape] = frame
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return frame
