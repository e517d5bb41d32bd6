"""Says in the window how things stand with the clinic's computer, and that nothing typed is lost."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal

from counselor_desk.core.i18n import _
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.ui.kit import words

if TYPE_CHECKING:
    from counselor_desk.network.seat_desk import SeatDesk
    from counselor_desk.network.spool import Typed


def seat_of(door: Door | None, opened: OpenVault | None) -> "SeatDesk | None":
    """The desk of a computer that joined a clinic; None where the vault is on this one."""
    if door is None or opened is None or not door.is_elsewhere(opened.path):
        return None
    return cast("SeatDesk", opened.desk)


class LineWatch(QObject):
    """Hears on the line's thread, tells on the window's; it is never shown."""

    told = Signal(str, str)  # what the top bar says of the line, and its tone
    ended = Signal(str)  # this computer is let in no more: why
    refused = Signal(str)  # a text that could not go where it was typed
    _heard = Signal()

    def __init__(self, window: QObject, seat: "SeatDesk") -> None:
        super().__init__(window)
        self._seat, self._was_cut, self._said = seat, False, ""
        self._heard.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._stop = [
            seat.watch(lambda _state, _why: self._heard.emit()),
            seat.watch_waiting(self._heard.emit),
        ]
        self._heard.emit()

    def stop(self) -> None:
        """The vault is locked: the line is nobody's any more."""
        self._heard.disconnect(self._show)
        for stop in self._stop:
            stop()

    def _show(self) -> None:
        from counselor_desk.network.remote_desk import LineState

        state, waiting = self._seat.state, self._seat.waiting()
        refused = next((text for text in waiting if text.refused), None)
        if state is LineState.REFUSED:
            self.ended.emit(self._seat.reason)
            return
        if refused is not None:
            self._tell_refused(refused)
        if state is LineState.CUT:
            self._was_cut = True
            kept = _("Your note is saved here.") if waiting else _("What you type is saved here.")
            read = self._seat.charts_kept_at
            charts = _("Charts are as of {when}.").format(when=words.moment(read)) if read else ""
            said = [_("Working on this computer."), kept, charts, self._seat.reason]
            self.told.emit(" ".join(part for part in said if part), "caution")
        elif any(not text.refused for text in waiting) and self._was_cut:
            self.told.emit(_("The connection is back. Sending what you typed."), "accent")
        else:
            self._was_cut = False
            self.told.emit("", "")

    def _tell_refused(self, text: "Typed") -> None:
        said = _(
            "What you typed {when} could not go into its document: {reason} It is saved on this "
            "computer, under Settings."
        ).format(when=words.moment(text.typed_at), reason=text.refused)
        if said != self._said:
            self._said = said
            self.refused.emit(said)
