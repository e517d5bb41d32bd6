"""The golden thread on a plan's page: objectives by notes, what both see, and what to mend."""

from collections.abc import Callable
from datetime import date

from counselor_desk.domain.progress_picture import progress_picture, rated
from counselor_desk.domain.thread import Break, Stitch, Strand, Thread
from counselor_desk.domain.thread_picture import thread_picture
from counselor_desk.i18n import _
from counselor_desk.ui import plan_lines, words
from counselor_desk.ui.paged import Line
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.drawing import DrawingWithTable
from counselor_desk.ui.widgets.facts import Group, beside, empty
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.rows import RowList


class GoldenThread(Group):
    """The drawings of a thread with their tables, and its gaps; `mend` is told which one."""

    def __init__(self, mend: Callable[[Break], object]) -> None:
        super().__init__(_("Golden thread"))
        self._mend = mend

    def show_thread(self, thread: Thread, today: date) -> None:
        empty(self.column)
        if not thread.strands:
            return
        self.add(text.heading(_("Golden thread")))
        self.add(DrawingWithTable(thread_picture(thread, today)))
        if contacts := rated(thread):
            self.add(text.strong(_("Progress, as both see it")))
            self.add(DrawingWithTable(progress_picture(contacts, today)))
        if thread.gaps:
            self.add(text.strong(_("To mend")))
            self.add(self._gaps(thread))

    def _gaps(self, thread: Thread) -> RowList:
        gaps = RowList(_("Gaps"), fits=True)
        gaps.setObjectName("gaps")
        gaps.opened.connect(lambda n: self._mend(thread.gaps[n]))
        gaps.show_lines([(n, plan_lines.of_gap(b)) for n, b in enumerate(thread.gaps)])
        return gaps


class NotesOfObjective(Group):
    """The notes that worked on one objective, the newest first; `opened` is told which one."""

    def __init__(
        self, strand: Strand, opened: Callable[[int], object], back: Callable[[], object]
    ) -> None:
        rows = RowList(_("Notes"), fits=True)
        rows.setObjectName("stitches")
        rows.opened.connect(opened)
        rows.show_lines([(s.document_id, _line(s)) for s in reversed(strand.stitches)])
        title = f"{strand.code} {strand.words}"
        super().__init__(title, rows, beside(link(_("Back"), back, "back")))
        self.rows = rows


def _line(stitch: Stitch) -> Line:
    ratings = plan_lines.of_ratings(stitch.by_client, stitch.by_counselor)
    return Line(words.full_day(stitch.on), ratings)
