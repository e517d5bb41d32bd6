"""The shelf of handouts: every title in both languages, the chosen one as it will be printed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.names import plain
from counselor_desk.domain.roles import Can
from counselor_desk.services.clinic import paper
from counselor_desk.services.family import handout_editing, handouts
from counselor_desk.services.family.handouts import HandoutRow
from counselor_desk.ui.clinic.paper import choose_logo
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.latest_answer import LatestOnly
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.paper import press_later
from counselor_desk.ui.paper.choices import PaperChoices

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.press.press import AnyReport, Printable

LANGUAGES = (("en", lazy("English")), ("es", lazy("Spanish")))


class Handouts(Screen):
    """Titles at the left; at the right the page, in the chosen language and size."""

    title = lazy("Handouts")
    needs = Can.PRINT
    order = 75
    icon = "library"
    shows = frozenset({"HandoutCopy", "PhoneEntry", "Logo", "PaperColor"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        # Imported here: QtPdf and the printing stack are not needed to unlock.
        from counselor_desk.ui.paper.preview import Preview

        self._listed: dict[str, HandoutRow] = {}
        self._wanted = ""
        self.print_button = self.page.primary(_("Print"), self._do_print, Key.Print, "print")
        self.edit_button = self.page.secondary(_("Edit our copy"), self._do_edit, "", "edit")
        self.edit_button.setVisible(bridge.may(Can.KEEP_LIBRARY))
        self.new_button = self.page.secondary(_("New handout"), self._do_new, "", "new")
        self.new_button.setVisible(bridge.may(Can.KEEP_LIBRARY))
        self.phones_button = self.page.secondary(_("Phone list"), self._do_phones, "", "phones")
        self.phones_button.setVisible(bridge.may(Can.KEEP_LIBRARY))
        self.review_button = self.page.secondary(
            _("I have reviewed this translation"), self._do_review, "", "review"
        )
        self.review_button.setVisible(False)
        self.language = ButtonRow([(language, str(name)) for language, name in LANGUAGES], _("Language"))
        self.language.write("en")
        self.language.changed.connect(self.refresh)
        self.choices = PaperChoices()
        self.choices.begin("")
        self.choices.changed.connect(self._draw)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Title or tag"))
        self.search.setAccessibleName(_("Find a handout"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _words: self._show_lines())
        self.list = RowList(_("Handouts"))
        self.list.setMinimumWidth(300)
        self.list.chosen.connect(lambda _id: self._draw())
        self.list.opened.connect(lambda _id: self._do_print())
        self.about = text.quiet()
        self.preview, self._drawing = Preview(), LatestOnly()
        self.preview.said.connect(lambda words: self.toast(words))
        self.preview.refused.connect(lambda words: self.page.banner.say(words))
        self.page.fill(self._arrange())

    def _arrange(self) -> QWidget:
        left, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(look.NEAR, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        head = QVBoxLayout()
        head.setContentsMargins(look.NEAR, 0, 0, 0)
        head.addWidget(self.language)
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        left.setLayout(column)
        right, page = QWidget(), QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(look.TIGHT)
        for widget in (self.about, self.choices):
            widget.setContentsMargins(look.PAGE, 0, 0, 0)
            page.addWidget(widget)
        page.addWidget(self.preview, 1)
        right.setLayout(page)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([400, 760])
        both.setStretchFactor(1, 1)
        whole, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(both)
        whole.setLayout(row)
        return whole

    def open(self, **where: Any) -> None:
        """handouts(handout="overdose", language="es") shows one."""
        self._wanted = where.get("handout", "")
        if "language" in where:
            self.language.write(where["language"])
            self.refresh_now()
        elif self._wanted:
            self.list.choose(self._wanted)

    def refresh(self) -> None:
        self.ask(handouts.shelf, self.language.value()).then(self._show)

    def leave(self) -> None:
        self._wanted = self.list.current() or ""

    def commands(self) -> list[Command]:
        keep = Can.KEEP_LIBRARY
        return [
            Command(_("Set the clinic's logo"), self._do_logo, needs=keep),
            Command(_("Choose the color of the clinic's paper"), self._do_color, needs=keep),
            Command(_("Remove the logo"), self._do_no_logo, needs=keep),
            Command(_("Print this handout"), self._do_print, Key.Print, icon="print"),
            Command(_("Fold this handout to a booklet"), self.choices.fold.buttons[1].click),
            Command(_("Save this handout as PDF"), self.preview.save),
        ]

    def _show(self, listed: list[HandoutRow]) -> None:
        self._listed = {handout_row.id: handout_row for handout_row in listed}
        self._show_lines()

    def _show_lines(self) -> None:
        """Those that fit what is looked for; the one shown stays shown while it is among them."""
        here, language = self._wanted or self.list.current(), self.language.value()
        wanted = plain(self.search.text())
        fitting = [
            handout_row for handout_row in self._listed.values() if wanted in plain(_found_by(handout_row))
        ]
        self.list.show_lines([(handout_row.id, _line(handout_row, language)) for handout_row in fitting])
        self._wanted = ""
        if fitting:
            ids = {handout_row.id for handout_row in fitting}
            self.list.choose(here if here in ids else fitting[0].id)
            self._draw()

    def _draw(self) -> None:
        handout_row = self._listed.get(self.list.current())
        if handout_row is None:
            return
        asked = {
            "handout_id": handout_row.id,
            "language": self.language.value(),
        }
        self.about.setText(_about(handout_row, self.language.value()))
        self.about.setVisible(bool(self.about.text()))
        self.print_button.setEnabled(not handout_row.is_missing)
        to_review = bool(handout_row.to_check) and not handout_row.is_missing
        self.review_button.setVisible(to_review and self.bridge.may(Can.KEEP_LIBRARY))
        newest = self._drawing.begin()  # whoever walks down the list sees where they stand
        if handout_row.is_missing:
            self.preview.clear()
            return

        def render(report: "AnyReport", data: "Printable") -> None:
            if not self.choices.is_begun():
                self.choices.begin(data.sheet.paper)
            self.work(press_later.laid_out, report, data, self.choices.chosen()).then(
                newest(lambda pdf: self.preview.show_pdf(pdf, handout_row.title))
            )

        self.work(press_later.report, "handout").then(
            newest(
                lambda report: self.ask(report.gather, **asked).then(
                    newest(lambda data: render(report, data))
                )
            )
        )

    def _do_print(self) -> None:
        self.preview.print()

    def _do_edit(self) -> None:
        if self.list.current():
            where: Mapping[str, Any] = {"language": self.language.value()}
            self.go("handout_edit", handout=self.list.current(), **where)

    def _do_new(self) -> None:
        self.go("handout_edit", handout="", language=self.language.value())

    def _do_logo(self) -> None:
        choose_logo(self, self._draw)

    def _do_color(self) -> None:
        self.go("settings", part="paper")

    def _do_no_logo(self) -> None:
        self.ask(paper.remove_logo).then(lambda _kept: self._logo_changed())

    def _logo_changed(self) -> None:
        self.toast(_("All paper is printed this way from now on."))
        self._draw()

    def _do_review(self) -> None:
        """The name of who presses stands in the text from now on; Edit has the version before."""
        if self.list.current():
            self.ask(handout_editing.review_translation, self.list.current(), self.language.value()).then(
                lambda _copy: self.toast(_("The review is recorded with your name and today's date."))
            )

    def _do_phones(self) -> None:
        self.go("phone_list")


def _line(handout_row: HandoutRow, language: str) -> RowText:
    chips: list[tuple[str, str]] = [(_("ours"), "accent")] if handout_row.is_own else []
    if handout_row.is_missing:
        chips.append((_("not translated"), "caution"))
    elif handout_row.is_older:
        chips.append((_("older than its pair"), "caution"))
    if handout_row.to_check and not handout_row.is_missing:
        chips.append((_("translation to check"), "caution"))
    message = _("grade {level:.0f}") if language == "en" else _("INFLESZ {level:.0f}")
    level = "" if handout_row.is_missing else message.format(level=handout_row.level)
    return RowText(handout_row.title, handout_row.pair, level, chips=tuple(chips))


def _found_by(handout_row: HandoutRow) -> str:
    return " ".join((handout_row.title, handout_row.pair, *handout_row.tags))


def _about(handout_row: HandoutRow, language: str) -> str:
    """What must be known before this is handed out."""
    if handout_row.is_missing:
        wanted = dict(LANGUAGES)[language]
        none = _("There is no {language} text yet. Edit our copy begins with the other one.")
        return none.format(language=wanted)
    messages = []
    if handout_row.is_older:
        pair = words.full_day(handout_row.pair_version) if handout_row.pair_version else ""
        messages.append(_("Its pair was changed on {day}.").format(day=pair))
    if handout_row.to_check:
        messages.append(_("Translation: {words}.").format(words=handout_row.to_check))
    elif handout_row.reviewed_on:
        message = _("Translation reviewed by {name} on {day}.")
        day = words.full_day(handout_row.reviewed_on)
        messages.append(message.format(name=handout_row.reviewed_by, day=day))
    return " ".join(messages)


SCREEN = Handouts
