"""Something that must be acted on: what it is, what to do, and where to write what was done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.records.assessment import Flag
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action

DANGER = ("safety", "medical")
Steps = tuple[tuple[str, Callable[[], object]], ...]


def steps_of(flag: Flag, go: Go) -> Steps:
    """What a flag opens: each step one click away, none of them done by itself."""
    where: dict[str, Any] = {"client_id": flag.client_id}

    def step_to(section: str, **more: Any) -> Callable[[], object]:
        return lambda: go("chart", section=section, **where, **more)

    if flag.opens == "safety":
        return (
            (_("Record the suicide-risk screen"), step_to("scores", instrument="suicide_screen")),
            (_("Make the safety plan"), step_to("notes", template="safety_plan")),
            (_("Assess the risk"), step_to("notes", template="suicide_risk")),
            (_("Write the crisis contact"), step_to("notes", template="crisis_contact")),
        )
    if flag.opens == "overdose":
        return (
            (_("Review overdose risk"), step_to("scores", instrument="overdose_risk")),
            (_("Naloxone and medication"), step_to("medication")),
        )
    return ((_("Book"), step_to("appointments")),) if flag.opens == "medical" else ()


class FlagBox(QWidget):
    """One open flag; it closes only with words."""

    def __init__(
        self,
        flag: Flag,
        resolve: Callable[[int, str], object],
        steps: Steps = (),
    ) -> None:
        super().__init__()
        self.flag = flag
        self.setObjectName(f"flag{flag.id}")
        self.setAccessibleName(f"{flag.text} {flag.task}")
        self._tone = "danger" if flag.opens in DANGER else "caution"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.GAP, look.NEAR, look.GAP, look.NEAR)
        layout.setSpacing(look.TIGHT)
        layout.addWidget(text.strong(flag.task or flag.text).wrapped())
        layout.addWidget(text.quiet(flag.text))
        if flag.due_on is not None:
            layout.addWidget(text.quiet(_("On {day}").format(day=words.full_day(flag.due_on))))
        if steps:
            layout.addWidget(side_by_side(*(link(step, do, step) for step, do in steps)))
        self.done = QLineEdit()
        self.done.setObjectName("done")
        self.done.setPlaceholderText(_("What was done"))
        self.done.setAccessibleName(_("What was done"))
        self.keep = action(_("Done"), self._save_resolution, "", "flag_done")
        self.done.returnPressed.connect(self._save_resolution)
        self.refused = text.warning()
        self.refused.hide()
        layout.addWidget(side_by_side(self.done, self.keep, stretch=0))
        layout.addWidget(self.refused)
        self._resolve = resolve

    def refuse(self, words: str) -> None:
        self.refused.setText(words)
        self.refused.show()

    def _save_resolution(self) -> None:
        self._resolve(self.flag.id, self.done.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.soft(self._tone, 0.09))
        painter.drawRoundedRect(self.rect(), look.RADIUS, look.RADIUS)
        painter.setBrush(look.color(self._tone))
        painter.drawRoundedRect(0, 10, 3, self.height() - 20, 1.5, 1.5)
