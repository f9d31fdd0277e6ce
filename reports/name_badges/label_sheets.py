"""The sheets of labels that badges are printed on, all A4. Millimetres, from the upper left corner of the sheet.

The measures are those that the makers print on their packs and that the template lists of gLabels (data under the MIT licence)
repeat: L4785 in avery-iso, L7165 in avery-iso, 4667 (like 4099) in herma-iso. 3660 fills the sheet without gaps. The last one
is plain paper, cut by hand.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LabelSheet:
    """`columns` times `rows` labels of `width` by `height`; the first one begins at (`left`, `top`), each next one `across`
    to the right and `down` below."""

    key: str
    name: str | Promise
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float
    is_cut: bool = False  # plain paper with marks to cut along

    @property
    def labels(self) -> int:
        """How many labels a sheet has (int)."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Returns the upper left corner (x, y) of a label, counted from 0 along the rows."""
        row, column = divmod(place, self.columns)
        return round(self.left + column * self.across, 2), round(self.top + row * self.down, 2)


_SHEETS = (
    LabelSheet("l4785", "Avery L4784, L4785, L4786, L4787", 2, 5, 80, 50, 17.5, 13.5, 95, 55),
    LabelSheet("l7165", "Avery L7165, J8165, L7993", 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6, 67.7),
    LabelSheet("3660", "Avery Zweckform 3660", 2, 4, 97, 67.7, 8, 13.1, 97, 67.7),
    LabelSheet("4667", "Herma 4223, 4349, 4667, 10013, 10307", 2, 5, 96, 50.8, 8, 21.5, 99, 50.8),
    LabelSheet("plain", _("Plain paper, to cut"), 2, 4, 90, 66, 15, 16.5, 90, 66, is_cut=True),
)
SHEETS = {sheet.key: sheet for sheet in _SHEETS}
