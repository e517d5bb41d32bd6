"""Another computer joins a clinic that shares its vault: one sheet is all it takes."""

import platform
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.door.port import Door
from counselor_desk.ui.kit.background import Trouble
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link

GROUP = 5


class JoinPage(EntryPage):
    """Asks for the invitation; a slip is told at its group, before anything is sent."""

    def __init__(
        self, window: CalmWindow, door: Door, joined: Callable[[Path], object], back: Callable[[], object]
    ) -> None:
        super().__init__(
            _("Join a clinic"),
            _(
                "Your clinic's records stay on the clinic's computer; this one asks it and shows them. An "
                "administrator gives you an invitation, under Clinic computers. Both computers have to be "
                "on the same network."
            ),
        )
        self._entry, self._door, self._joined = window, door, joined
        self.code, self.address, self.computer = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name in ((self.code, "code"), (self.address, "address"), (self.computer, "name")):
            field.setObjectName(name)
        self.code.setPlaceholderText("ABCDE-FGHJK-…")
        self.address.setPlaceholderText("192.168.1.20:5178")
        self.computer.setText(platform.node().partition(".")[0][:60])
        self.add_field(
            _("Invitation"),
            self.code,
            _("Six groups of five characters. A scanner can type them from the square code."),
        )
        self.slip = text.warning()
        self.column.addWidget(self.slip)
        self.add_field(
            _("Name of this computer"), self.computer, _("So that your administrator knows it in the list.")
        )
        self.add_field(
            _("Address of the clinic's computer"),
            self.address,
            _("Leave it empty at first: on most networks it is found automatically."),
        )
        self.code.textEdited.connect(self._look)
        self.add_button(_("Join"), self._do_join, link(_("Back"), back, "back"))

    def _look(self, typed: str) -> None:
        """At the groups that are complete; the one under the hands is not judged."""
        from counselor_desk.network.invitation import find_slip

        self.slip.setText(find_slip(typed))

    def _do_join(self) -> None:
        typed, address, computer = self.code.text(), self.address.text(), self.computer.text()
        if not typed.strip():
            self.banner.say(_("Type the invitation from the sheet."))
            self.code.setFocus()
            return
        self.wait(True, _("Looking for the clinic's computer"))
        self._entry.aside.run(lambda: self._door.join(typed, address, computer), self._came, self._refused)

    def _came(self, path: Path) -> None:
        self.wait(waiting=False)
        self.code.clear()
        self._joined(path)

    def _refused(self, trouble: Trouble) -> None:
        self._entry.complain(trouble)
        name = trouble.field if isinstance(trouble, Refused) else "address"
        field = self.findChild(QLineEdit, name)
        if field is not None:
            field.setFocus()
            field.selectAll()
