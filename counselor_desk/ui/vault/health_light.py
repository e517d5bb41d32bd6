"""One light for the clinic's safekeeping: the last backup, its proof, and the second place."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.door.port import SafekeepingStatus
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip

FRESH = timedelta(hours=26)  # one is made when the vault is locked after work, and every four hours
REHEARSED = timedelta(days=40)  # by itself every month


class HealthLight(QWidget):
    """A word with its color, and the sentence behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.status: SafekeepingStatus | None = None
        self.chip, self.said = Chip(""), text.body()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        column.addWidget(self.chip)
        column.addWidget(self.said)

    def show_status(self, status: SafekeepingStatus, now: datetime) -> None:
        self.status = status
        word, tone = _light(status, now)
        self.chip.say(word, tone)
        self.said.setText(_sentence(status))


def _light(status: SafekeepingStatus, now: datetime) -> tuple[str, str]:
    if not status.backups:
        return _("No backup yet"), "caution"
    if now - status.backups[0].taken_at > FRESH:
        return _("The last backup is old"), "caution"
    if status.drilled_at is None or now - status.drilled_at > REHEARSED:
        return _("No restore was tested lately"), "caution"
    if status.second is None:
        return _("No second backup location"), "caution"
    if status.reminder:
        return _("No second backup location"), "caution"
    return _("All is well"), "ok"


def _sentence(status: SafekeepingStatus) -> str:
    if not status.backups:
        return _("One is made when the vault is locked at the clinic's computer.")
    rehearsed = words.moment(status.drilled_at) if status.drilled_at else _("not yet")
    second = status.second.name if status.second is not None else _("none chosen")
    return _(
        "Last backup {when}, verified; restore tested: {rehearsed}; second backup location: {place}."
    ).format(when=words.moment(status.backups[0].taken_at), rehearsed=rehearsed, place=second)
