"""The golden thread on a plan's page: objectives by notes, what both see, and what to mend."""

from collections.abc import Callable
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.golden_thread import (
    ObjectiveContact,
    ObjectiveThread,
    Thread,
    ThreadGap,
    thread_picture,
)
from counselor_desk.domain.plans.progress_picture import progress_picture, rated_contacts
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.drawing import DrawingWithTable
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.plans import lines


class GoldenThread(Group):
    """The drawings of a thread with their tables, and its gaps; `mend` is told which one."""

    def __init__(self, mend: Callable[[ThreadGap], object]) -> None:
        super().__init__(_("Golden thread"))
        self._mend = mend

    def show_thread(self, thread: Thread, today: date) -> None:
        empty(self.column)
        if not thread.strands:
            return
        self.add(text.heading(_("Golden thread")))
        self.add(DrawingWithTable(thread_picture(thread, today)))
        if contacts := rated_contacts(thread):
            self.add(text.strong(_("Progress, as both see it")))
            self.add(DrawingWithTable(progress_picture(contacts, today)))
        if thread.gaps:
            self.add(text.strong(_("Needs attention")))
            self.add(self._gaps(thread))

    def _gaps(self, thread: Thread) -> RowList:
        gaps = RowList(_("Gaps"), fits=True)
        gaps.setObjectName("gaps")
        gaps.opened.connect(lambda n: self._mend(thread.gaps[n]))
        gaps.show_lines([(n, lines.of_gap(b)) for n, b in enumerate(thread.gaps)])
        return gaps


class NotesOfObjective(Group):
    """The notes that worked on one objective, the newest first; `opened` is told which one."""

    def __init__(
        self, strand: ObjectiveThread, opened: Callable[[int], object], back: Callable[[], object]
    ) -> None:
        rows = RowList(_("Notes"), fits=True)
        rows.setObjectName("stitches")
        rows.opened.connect(opened)
        rows.show_lines([(s.document_id, _line(s)) for s in reversed(strand.stitches)])
        title = f"{strand.code} {strand.words}"
        super().__init__(title, rows, side_by_side(link(_("Back"), back, "back")))
        self.rows = rows


def _line(stitch: ObjectiveContact) -> RowText:
    ratings = lines.of_ratings(stitch.by_client, stitch.by_counselor)
    return RowText(words.full_day(stitch.on), ratings)
