"""The open objectives of the plan, in the margin of a note: what this session may serve."""

from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.golden_thread import UNTOUCHED, ObjectiveThread, Thread
from counselor_desk.services.documents.open_to_write import WritingSheet
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link

ORDER = 10


class ServedObjectives(Group):
    """Each open objective with when it was last worked on."""

    def __init__(self, bridge: Bridge, go: Go, sheet: WritingSheet) -> None:
        super().__init__(_("This session serves"))
        self._bridge, self._go, self._client_id = bridge, go, sheet.document.client_id
        self._show(sheet.of(Thread))

    def _show(self, thread: Thread) -> None:
        open_ones = [s for s in thread.strands if s.is_open]
        for strand in open_ones:
            self.add(text.quiet(f"{strand.code}  {strand.words}"))
            self.add(side_by_side(self._chip(strand)))
        if not open_ones:
            self.add(text.quiet(_("No plan that the client has signed has open objectives yet.")))
            self.add(side_by_side(link(_("To the plan"), self._to_plan, "to_plan")))

    def _chip(self, strand: ObjectiveThread) -> Chip:
        if strand.last is None:
            return Chip(_("not yet worked on"), "caution")
        today = self._bridge.today()
        tone = "caution" if today - strand.last > UNTOUCHED else "secondary"
        return Chip(_("last {day}").format(day=words.day(strand.last, today)), tone)

    def _to_plan(self) -> None:
        self._go("chart", client_id=self._client_id, section="plan")


MARGIN = ServedObjectives
