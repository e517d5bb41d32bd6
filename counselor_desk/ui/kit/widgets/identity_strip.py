"""The identity strip: whose chart this is, in the client's own tint, on top of all of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.privacy.consent import age
from counselor_desk.records.people import Client
from counselor_desk.ui.kit import look, wall_clock, words
from counselor_desk.ui.kit.clipboard import copy_words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import empty
from counselor_desk.ui.kit.widgets.link import Link
from counselor_desk.ui.kit.widgets.toast import toast


class IdentityStrip(QWidget):
    """Name, record number, date of birth, level of care and alerts of one client."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("identity")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(44)
        self._client_id, self._phone = 0, ""
        self.name, self.facts = text.heading(), text.line()
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.PAGE, look.TIGHT, look.PAGE, look.TIGHT)
        row.setSpacing(look.GAP)
        row.addWidget(self.name)
        row.addWidget(self.facts, 1)
        self.phone = Link("", "text")
        self.phone.setObjectName("copy_phone")
        self.phone.clicked.connect(self._copy_phone)
        self.phone.hide()
        row.addWidget(self.phone)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(look.TIGHT)
        row.addLayout(self._chips)

    def show_whose(self, client: Client) -> None:
        """On a page outside the chart: who it is, and what must not be missed."""
        alerts = [] if client.voicemail_ok else [_("no voicemail")]
        self.show_client(client.id, client.called, [client.number, born_and_age(client)], alerts)
        self.show()

    def show_client(
        self,
        client_id: int,
        name: str,
        facts: Sequence[str],
        alerts: Sequence[str] = (),
        risks: Sequence[str] = (),
    ) -> None:
        """`facts` are number, date of birth, level of care; `alerts` what must not be missed."""
        self._client_id = client_id
        self.name.setText(name)
        self.facts.setText("  ·  ".join(fact for fact in facts if fact))
        message = ", ".join([name, *(fact for fact in facts if fact), *risks, *alerts])
        self.setAccessibleName(message)
        text.explain(self, "\n".join(fact for fact in (*facts, *risks, *alerts) if fact))
        empty(self._chips)
        for tone, said in (("danger", risks), ("caution", alerts)):
            for alert in said:
                self._chips.addWidget(Chip(alert, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        self.update()

    def show_phone(self, phone: str) -> None:
        """A number that a click copies; without one there is nothing to click."""
        self._phone = phone
        self.phone.say(phone)
        copies = _("Copy the phone number {phone}").format(phone=phone) if phone else ""
        self.phone.setAccessibleName(copies)
        text.explain(self.phone, copies)
        self.phone.setVisible(bool(phone))

    def _copy_phone(self) -> None:
        copy_words(self._phone)
        toast(self, _("The number is copied."))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.client_tint(self._client_id))


def born_and_age(client: Client) -> str:
    """The date of birth, and how old the person is today."""
    if client.born is None:
        return ""
    said = _("born {day} ({age})")
    return said.format(day=words.full_day(client.born), age=age(client.born, wall_clock.today()))


def other_name(client: Client) -> str:
    """The legal name, where it is not the one that the person goes by."""
    same = client.called == f"{client.given_name} {client.family_name}".strip()
    return "" if same else _("legal name {name}").format(name=client.name)
