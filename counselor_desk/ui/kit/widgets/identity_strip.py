"""The identity strip: whose chart this is, in the client's own tint, on top of all of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.records.people import Client
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import empty


class IdentityStrip(QWidget):
    """Name, record number, date of birth, level of care and alerts of one client."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("identity")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(44)
        self._client_id = 0
        self.name, self.facts = text.heading(), text.line()
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.PAGE, look.TIGHT, look.PAGE, look.TIGHT)
        row.setSpacing(look.GAP)
        row.addWidget(self.name)
        row.addWidget(self.facts, 1)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(look.TIGHT)
        row.addLayout(self._chips)

    def show_whose(self, client: Client) -> None:
        """On a page outside the chart: who it is, and what must not be missed."""
        alerts = [] if client.voicemail_ok else [_("no voicemail")]
        born = _("born {day}").format(day=words.full_day(client.born)) if client.born else ""
        self.show_client(client.id, client.called, [client.number, born], alerts)
        self.show()

    def show_client(
        self, client_id: int, name: str, facts: Sequence[str], alerts: Sequence[str] = ()
    ) -> None:
        """`facts` are number, date of birth, level of care; `alerts` what must not be missed."""
        self._client_id = client_id
        self.name.setText(name)
        self.facts.setText("  ·  ".join(fact for fact in facts if fact))
        message = ", ".join([name, *facts, *alerts])
        self.setAccessibleName(message)
        text.explain(self, "\n".join([*facts, *alerts]))
        empty(self._chips)
        for alert in alerts:
            self._chips.addWidget(Chip(alert, "caution"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.client_tint(self._client_id))
