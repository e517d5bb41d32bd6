"""A sheet that goes round in a room: numbered lines to sign, which tell no name."""

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.reports.press import marks
from counselor_desk.reports.press.marks import TableColumn

WALK_INS = 4  # lines for those whom nobody expected
NUMBER, TIME = TableColumn("", 0.3, number=True), TableColumn(lazy("Time in"), 1.2)
SIGNED = TableColumn(lazy("Signature or initials"), 3.5)


def lines(expected: int) -> list[Flowable]:
    """A line for each, by the number that stands on the leader's own list."""
    sentence = _("Sign on the line whose number the group leader gives you.")
    rows = [(f"{n}{marks.ROOM}", "", "") for n in range(1, expected + WALK_INS + 1)]
    return [marks.small(sentence), marks.table((NUMBER, TIME, SIGNED), rows)]
