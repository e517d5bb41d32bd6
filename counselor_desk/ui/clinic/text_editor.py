"""Where the clinic writes its own paper: words and facts at the left, the page at the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import (
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.form import Form
from counselor_desk.services.clinic import paper as paper_drafts
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.latest_answer import LatestOnly
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.link import Link, link
from counselor_desk.ui.kit.widgets.page import Scroll
from counselor_desk.ui.kit.widgets.rows import RowList

if TYPE_CHECKING:  # what draws paper comes in when a page is drawn
    from counselor_desk.reports.press.sheet import Sheet

PAUSE_MS = 400
VIEWS = (("facts", lazy("Title and facts")), ("words", lazy("Text")), ("versions", lazy("Versions")))


@dataclass(frozen=True)
class KeptText:
    """One version of a text that was kept, or the one that came with the program."""

    id: int  # 0 came with the program
    title: str
    kept_at: datetime | None
    by: str
    is_current: bool
    dated: str = ""

    def line(self) -> RowText:
        message = _("came with the program")
        if self.kept_at is not None:
            message = _("saved {when} by {name}").format(when=words.moment(self.kept_at), name=self.by)
        chips = ((_("is printed now"), "ok"),) if self.is_current else ()
        return RowText(self.title, message, self.dated, chips=chips)


class TextEditor(Screen):
    """A text with its facts, its page beside it, and every version that was kept."""

    kind = ""  # of the draft
    in_navigation = False
    icon = "library"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        # Imported here: QtPdf and the printing stack are not needed to unlock.
        from counselor_desk.ui.paper.preview import Preview

        self.key, self.language, self._clean = "", "en", {}  # type: ignore[var-annotated]
        self.keep_button = self.page.primary(_("Save"), self._do_keep, "Ctrl+Return", "keep")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.view = ButtonRow([(view, str(title)) for view, title in VIEWS], _("Shown"))
        self.view.write("words")
        self.view.changed.connect(self._turn)
        self.text = self._paper()
        self.form: FormWidget | None = None
        self.versions = RowList(_("Versions"))
        self.versions.opened.connect(lambda version: self.show_version(int(version)))
        self.insert = QToolButton()
        self.insert.setText(_("Insert"))
        self.insert.setObjectName("insert")
        self.insert.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        room = self.insert.sizeHint().width() + 2 * look.GAP
        self.insert.setMinimumWidth(room)  # the arrow of the menu stands beside the word
        self.draft_told = text.small()
        self.drop_draft = link(_("Discard it"), self._do_drop, "drop_draft")
        self.level, self.wrong = text.strong(), text.warning()
        self.wrong.hide()
        self.preview, self._drawing = Preview(), LatestOnly()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._paused)
        self.page.fill(self._arrange())

    def _paper(self) -> QPlainTextEdit:
        paper = QPlainTextEdit()
        paper.setObjectName("text")
        paper.setAccessibleName(_("Text"))
        paper.setTabChangesFocus(True)
        paper.viewport().setAutoFillBackground(False)
        paper.document().setDocumentMargin(look.TIGHT)
        paper.textChanged.connect(lambda: self._pause.start())
        return paper

    # -- the two sides

    def _arrange(self) -> QWidget:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self._left())
        both.addWidget(self._right())
        both.setSizes([580, 600])
        return both

    def _left(self) -> QWidget:
        self.pages = QStackedWidget()
        paper, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(look.PAGE, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        self.hint = text.small()
        column.addWidget(self.hint)
        column.addWidget(self.text, 1)
        paper.setLayout(column)
        self._facts = Scroll()
        for part in (paper, self._facts, self._kept_before()):
            self.pages.addWidget(part)
        left = QWidget()
        whole = QVBoxLayout(left)
        whole.setContentsMargins(0, 0, 0, look.NEAR)
        whole.setSpacing(look.TIGHT)
        whole.addWidget(_padded(side_by_side(self.view, self.insert)))
        whole.addWidget(_padded(side_by_side(self.draft_told, self.drop_draft)))
        whole.addWidget(self.pages, 1)
        whole.addWidget(_padded(self.level))
        whole.addWidget(_padded(self.wrong))
        return left

    def _kept_before(self) -> QWidget:
        holder, self._below = QWidget(), QVBoxLayout()
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.NEAR, 0, 0, 0)
        self.about_versions = text.small(
            _("Enter puts a version into the text. It is printed again once you save it.")
        )
        column.addWidget(_padded(self.about_versions))
        column.addWidget(self.versions, 1)
        column.addLayout(self._below)
        return holder

    def _right(self) -> QWidget:
        right, self.above = QWidget(), QVBoxLayout()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        column.addLayout(self.above)
        column.addWidget(self.preview, 1)
        return right

    # -- what a kind of paper says of itself

    def draw(self) -> None:
        """Show the page as it would print, or say why it cannot."""
        raise NotImplementedError

    def reread(self) -> None:
        """Ask for the text again, as it is kept."""
        raise NotImplementedError

    def show_version(self, version_id: int) -> None:
        """Put what was kept before into the text."""
        raise NotImplementedError

    def _do_keep(self) -> None:
        raise NotImplementedError

    def _withdraw(self) -> None:
        """Print what came with the program again, or nothing."""
        raise NotImplementedError

    # -- text and facts on screen

    def begin(
        self, form: Form, values: Mapping[str, Any], body: str, draft: Mapping[str, Any] | None
    ) -> None:
        """Show facts and text as they are kept, and over them what was begun."""
        if self.form is not None:
            self._facts.body.removeWidget(self.form)
            discard(self.form)
        self.form = FormWidget(form, values).hold_elsewhere()
        self.form.changed.connect(lambda _key: self._pause.start())
        self._facts.body.addWidget(self.form)
        self.text.setPlainText(body)
        self._clean = self.read_text()
        if draft is not None:
            self.set_text(form.loaded(draft["facts"]), str(draft["body"]))
        self.draft_told.setVisible(draft is not None)
        self.drop_draft.setVisible(draft is not None)
        self._turn()
        self.draw()

    def tell_of_draft(self, begun_at: datetime | None) -> None:
        begun = _("Your unsaved text of {when}. It is not printed until you save it.")
        self.draft_told.setText(begun.format(when=words.moment(begun_at)) if begun_at else "")

    def list_versions(self, kept: Sequence[KeptText], back: str, off: str) -> None:
        """Every version; below them the way back to what came with the program, or off the shelf."""
        self.versions.show_lines([(kept_text.id, kept_text.line()) for kept_text in kept])
        shipped = any(kept_text.id == 0 for kept_text in kept)
        away = link(back if shipped else off, self._withdraw, "withdraw")
        away.setVisible(any(kept_text.id and kept_text.is_current for kept_text in kept))
        self.below(away)

    def put_back(self, values: Mapping[str, Any], body: str, said: str) -> None:
        """An earlier version into the text; nothing is printed of it before it is kept."""
        self.set_text(values, body)
        self.view.write("words")
        self._turn()
        self.draw()
        self.toast(said)

    def go_to_kept(self, screen: str, **where: object) -> None:
        self.form = None
        self.toast(_("Saved. This is what is printed from now on."))
        self.go(screen, **where)

    def set_text(self, values: Mapping[str, Any], body: str) -> None:
        assert self.form is not None
        self.form.set_values(values)
        self.text.setPlainText(body)

    def facts(self) -> dict[str, Any]:
        return self.form.values() if self.form is not None else {}

    def read_text(self) -> dict[str, Any]:
        """What stands on screen, as a draft keeps it."""
        facts = self.form.form.to_stored(self.facts()) if self.form is not None else {}
        return {"facts": facts, "body": self.text.toPlainText()}

    def is_begun(self) -> bool:
        return self.form is not None and self.read_text() != self._clean

    def say(self, wrong: str) -> None:
        """Why it cannot be kept; "" when it can."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.keep_button.setEnabled(not wrong)

    def on_letterhead(self, render: "Callable[[Sheet], bytes]", title: str) -> None:
        """Draw on the clinic's own sheet; a page that a newer one overtakes is not shown."""
        newest = self._drawing.begin()

        def show_pages(blank: "UseCase[[], Sheet]") -> None:
            if self.bridge.is_open():
                self.ask(blank).then(newest(begin))

        def begin(sheet: "Sheet") -> None:
            self.work(render, sheet).then(newest(lambda pdf: self.preview.redraw(pdf, title)))

        self.work(_blank_sheet).then(newest(show_pages))

    def offer(self, starts: Mapping[str, str]) -> None:
        """Words that the Insert button puts where the cursor is, by their name."""
        menu = QMenu(self.insert)
        for name, start in starts.items():
            menu.addAction(name.replace("&", "&&"), partial(self._put_in, start))
        self.insert.setMenu(menu)

    def _put_in(self, start: str) -> None:
        cursor = self.text.textCursor()
        if start.endswith(("\n", " ")):  # a block has a line of its own
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            blank = cursor.atBlockStart()
            start = start if blank else f"\n{start}"
        cursor.insertText(start.removesuffix("\n"))
        self.text.setTextCursor(cursor)
        self.text.setFocus()

    def below(self, *links: Link) -> None:
        """What else can be done with the versions."""
        empty(self._below)
        self._below.addWidget(_padded(side_by_side(*links)))

    def _turn(self) -> None:
        at = ("words", "facts", "versions").index(self.view.value() or "words")
        self.pages.setCurrentIndex(at)
        self.insert.setVisible(at == 0)

    # -- nothing typed is lost

    def _paused(self) -> None:
        self.draw()
        self._keep_draft()

    def _keep_draft(self) -> None:
        if self.is_begun() and self.bridge.is_open():
            self.ask(paper_drafts.save_draft, self.kind, self.key, self.language, self.read_text()).then(
                lambda draft: self.bridge.saved.emit(draft.saved_at)
            )

    def _do_drop(self) -> None:
        self._pause.stop()
        self.ask(paper_drafts.drop_draft, self.kind, self.key, self.language).then(
            lambda _gone: self.reread()
        )

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()  # what was typed went out with `leave`
        super().hideEvent(event)

    def leave(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._keep_draft()
        self._drawing.drop()
        self.preview.clear()


def _blank_sheet() -> "UseCase[[], Sheet]":
    # Imported off the GUI thread: what draws paper takes a tenth of a second to come in.
    from counselor_desk.reports.press import letterhead

    return letterhead.blank_sheet


def _padded(widget: QWidget) -> QWidget:
    """As far from the edge as the text under it."""
    margins = widget.contentsMargins()
    widget.setContentsMargins(look.PAGE, margins.top(), 0, margins.bottom())
    return widget
