"""The invitation for one computer on screen and on paper: groups, square code, how long it holds."""

from collections.abc import Callable
from datetime import datetime
from html import escape

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.door.port import InvitationSheet
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.qr_code import QrCode

TICK_MS = 1000
QR_ON_PAPER = 700  # pixels


class InvitationCard(Group):
    """Hidden until a computer is invited; what was shown is gone when it is put away."""

    def __init__(self, now: Callable[[], datetime], withdraw: Callable[[], object]) -> None:
        super().__init__(_("Invitation for one computer"))
        self._now = now
        self._ends_at: datetime | None = None
        self.sheet: InvitationSheet | None = None
        self.code = QrCode(_("The invitation as a square code"))
        self.groups = text.Text("", 1.25, QFont.Weight.DemiBold, self.foregroundRole()).selectable()
        self.groups.setObjectName("groups")
        self.left, self.address = text.body(), text.quiet()
        steps = text.body(
            _(
                "On the other computer, start Counselor Desk, choose “Join a clinic” and type these groups. "
                "Sign in there with your own name and passphrase."
            )
        )
        beside = QVBoxLayout()
        beside.setSpacing(look.TIGHT)
        for part in (steps, self.groups, self.address, self.left):
            beside.addWidget(part)
        beside.addStretch(1)
        row, holder = QHBoxLayout(), QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.PAGE)
        row.addWidget(self.code)
        row.addLayout(beside, 1)
        holder.setLayout(row)
        self.add(holder)
        self.add(
            side_by_side(
                action(_("Print the sheet"), self._print, name="print_invitation"),
                action(_("Cancel the invitation"), withdraw, name="withdraw_invitation"),
            )
        )
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self.hide()

    def show_sheet(self, sheet: InvitationSheet, ends_at: datetime) -> None:
        self.sheet, self._ends_at = sheet, ends_at
        self.code.show_text(sheet.qr_text)
        self.groups.setText("\n".join("-".join(sheet.groups[at : at + 3]) for at in (0, 3)))
        where = _("If it asks for an address: {addresses}")
        self.address.setText(where.format(addresses=_(" or ").join(sheet.addresses[:2])))
        self.address.setVisible(bool(sheet.addresses))
        self._count_down()
        self._tick.start()
        self.show()

    def put_away(self) -> None:
        """It was used, withdrawn, or has ended: the secret leaves the screen."""
        self._tick.stop()
        self.sheet, self._ends_at = None, None
        self.code.clear()
        self.groups.setText("")
        self.hide()

    def _count_down(self) -> None:
        if self._ends_at is None:
            return
        seconds = (self._ends_at - self._now()).total_seconds()
        if seconds <= 0:
            self.put_away()
            return
        minutes = max(1, round(seconds / 60))
        wording = ngettext(
            "Good for one computer, for {n} more minute.",
            "Good for one computer, for {n} more minutes.",
            minutes,
        )
        self.left.setText(wording.format(n=minutes))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrinter

        from counselor_desk.ui.kit import file_dialogs

        page, printer = self.paper(), QPrinter(QPrinter.PrinterMode.HighResolution)
        if page is not None and file_dialogs.printer(self, printer, 1):
            page.print_(printer)

    def paper(self) -> QTextDocument | None:
        """One page that says all that is needed at the other computer."""
        sheet, ends_at = self.sheet, self._ends_at
        if sheet is None or ends_at is None:
            return None
        page = QTextDocument()
        page.addResource(QTextDocument.ResourceType.ImageResource, QUrl("code"), self.code.image(QR_ON_PAPER))
        steps = [
            _("Install Counselor Desk on the other computer and start it."),
            _("If Windows or macOS asks whether it may use the local network, allow it."),
            _("Choose “Join a clinic” and type the six groups, or scan the square code into the field."),
            _("If it asks for an address, type: {addresses}").format(
                addresses=", ".join(sheet.addresses[:3])
            ),
            _("Sign in with your own name and passphrase. Nobody else's is needed."),
        ]
        until = _("Good for one computer, until {when}. Shred this sheet afterwards.")
        page.setHtml(
            f"<h1>{escape(_('Join our clinic'))}</h1>"
            f"<p>{escape(until.format(when=words.moment(ends_at)))}</p>"
            f"<p style='font-size:22pt'><b>{escape('-'.join(sheet.groups[:3]))}<br>"
            f"{escape('-'.join(sheet.groups[3:]))}</b></p>"
            f"<p><img src='code' width='220' height='220'></p>"
            f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in steps)}</ol>"
        )
        return page
