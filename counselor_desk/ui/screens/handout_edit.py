"""The clinic's own text of a handout, with the page and its reading level beside it."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from counselor_desk.domain.handout import Handout, Phone
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.services import leaflets
from counselor_desk.ui import look
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import beside
from counselor_desk.ui.widgets.link import link

PAUSE_MS = 400
HIGHEST_GRADE, LOWEST_EASE = 6, 65


class HandoutEdit(Screen):
    """Text at the left, paper at the right; every kept version stays on file."""

    title = _("Edit our copy")
    needs = Can.KEEP_LIBRARY
    in_navigation = False
    icon = "library"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        # Imported here: QtPdf and the printing stack are not needed to unlock.
        from counselor_desk.ui.preview import Preview

        self._language, self._id, self._phones = "en", "", dict[str, Phone]()
        self.keep_button = self.page.primary(_("Keep"), self._do_keep, "Ctrl+Return", "keep")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.text = QPlainTextEdit()
        self.text.setObjectName("text")
        self.text.setAccessibleName(_("Text of the handout"))
        self.text.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        if QFontInfo(fixed).fixedPitch():  # another would be put together from many
            self.text.setFont(fixed)
        self.level, self.wrong = text.strong(), text.warning()
        self.wrong.hide()
        self.preview = Preview()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self.text.textChanged.connect(self._pause.start)
        self.page.fill(self._arrange())

    def _arrange(self) -> QWidget:
        left, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(look.PAGE, 0, 0, look.NEAR)
        column.setSpacing(look.TIGHT)
        hint = _(
            "## heading, - item, 1. step, > box, ? question, _ room to write, | table |, "
            "**strong**, @phones 988"
        )
        taken = link(
            _("Back to the text that came with the program"), self._do_withdraw, "withdraw"
        )
        for widget in (text.small(hint), self.text, self.level, self.wrong, beside(taken)):
            column.addWidget(widget, 1 if widget is self.text else 0)
        left.setLayout(column)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(self.preview)
        both.setSizes([560, 600])
        return both

    def open(self, **where: Any) -> None:
        """handout_edit(handout="overdose", language="en")."""
        if "handout" in where:
            self._id, self._language = where["handout"], where.get("language", "en")
            self.ask(leaflets.phones).then(self._know_phones)
            self.ask(leaflets.read, self._id, self._language).then(self._show)

    def leave(self) -> None:
        self.preview.clear()

    def _know_phones(self, phones: dict[str, Phone]) -> None:
        self._phones = phones

    def _show(self, made: Handout) -> None:
        self.page.set_title(made.title, _("Our copy"))
        self.text.setPlainText(made.source)
        self._draw()

    def _draw(self) -> None:
        """The page as it would print; a text that cannot be printed says why."""
        try:
            made = leaflets.understood(self.text.toPlainText())
        except Refused as refused:
            self.wrong.setText(str(refused))
            self.wrong.show()
            self.keep_button.setEnabled(False)
            return
        self.wrong.hide()
        self.keep_button.setEnabled(True)
        self.level.setText(_reading(leaflets.level(made), self._language))
        self.work(_render, made, self._phones).then(lambda pdf: self._show_pdf(pdf, made))

    def _show_pdf(self, pdf: bytes, made: Handout) -> None:
        at = self.preview.page
        self.preview.show_pdf(pdf, made.title)
        self.preview.turn_to(at)

    def _do_keep(self) -> None:
        self.ask(leaflets.keep, self._language, self.text.toPlainText()).then(self._kept)

    def _kept(self, _copy: object) -> None:
        self.toast(_("Kept. This is what is printed from now on."))
        self.go("handouts", handout=self._id, language=self._language)

    def _do_withdraw(self) -> None:
        self.ask(leaflets.withdraw, self._id, self._language).then(
            lambda _done: self.ask(leaflets.read, self._id, self._language).then(self._show)
        )


def _reading(level: float, language: str) -> str:
    if language == "es":
        fine = level > LOWEST_EASE
        return _("INFLESZ {level:.0f}: {words}").format(
            level=level, words=_("easy enough") if fine else _("too hard; aim above 65")
        )
    fine = level <= HIGHEST_GRADE
    return _("Reading grade {level:.1f}: {words}").format(
        level=level, words=_("easy enough") if fine else _("too hard; aim for 6 or less")
    )


def _render(made: Handout, phones: dict[str, Phone]) -> bytes:
    from counselor_desk.reports import leaflet, press
    from counselor_desk.reports.sheet import Sheet

    one = leaflet.leaflet(Sheet(made.title), made, phones)
    return press.print_out(one.sheet, leaflet.story(one))


SCREEN = HandoutEdit
