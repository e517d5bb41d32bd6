"""A client's notes: the list, a new one from a template, writing, reading."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Changes
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document
from counselor_desk.services.documents import documents, lists
from counselor_desk.services.documents.documents import DocumentDetail
from counselor_desk.services.documents.lists import DocumentRow
from counselor_desk.services.documents.open_to_write import WritingSheet, open_to_write
from counselor_desk.services.plans import plans
from counselor_desk.ui.documents.bin import DraftBin
from counselor_desk.ui.documents.editor import DocumentEditor
from counselor_desk.ui.documents.view import STATUS, TONES, DocumentView
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Section
from counselor_desk.ui.kit.typed_fields import DayLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup

ELSEWHERE = frozenset({plans.TEMPLATE, plans.REVIEW, "group", "intake"})  # begun from plan, group and intake


class Notes(Section):
    """open(new=True), open(template="dap"), open(document_id=3)."""

    title = lazy("Notes")
    needs = Can.READ_CHART
    order = 12
    group = SectionGroup.TREATMENT
    shows = frozenset({"Document", "Addendum"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self._wanted: int | None = None
        self.stack = QStackedWidget()
        self.editor = DocumentEditor(bridge, go)
        self.view = DocumentView(bridge, go)
        self._all, self._choice = self._build_list(), self._build_choice()
        self.bin = DraftBin(self)
        for part in (self._all, self._choice, self.editor, self.view, self.bin):
            self.stack.addWidget(part)
        for panel in (self.editor, self.view):
            panel.closed.connect(self._show_list)
            panel.offers.connect(self.offers)
        self.editor.signed.connect(self._read)
        self.view.reopened.connect(self._open_document)
        self.page.fill(self.stack)

    def _build_list(self) -> Page:
        page = Page()
        page.set_title(self.title)
        if self.bridge.may(Can.WRITE_NOTE):
            page.primary(_("New note"), self._choose_template, Key.New, "new_note")
            page.secondary(_("Trash"), self._open_bin, "", "bin")
        self.list = RowList(self.title)
        self.list.opened.connect(self._open_document)
        self.empty = EmptyState(
            "note",
            _("No notes yet"),
            _("Every session has its note: written here, saved as you type, signed at the end."),
            _("New note") if self.bridge.may(Can.WRITE_NOTE) else "",
            self._choose_template,
        )
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(look.NEAR, 0, look.NEAR, look.NEAR)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        page.fill(holder)
        return page

    def _build_choice(self) -> Page:
        """Which note, and of which day: today unless one says otherwise."""
        page = Page()
        page.set_title(_("New note"), _("Choose what kind. Enter begins it."))
        page.secondary(_("Back"), self._show_list, "Esc", "back")
        self.day = DayLine()
        self.day.setObjectName("day_of_service")
        self.day.setAccessibleName(_("Date of service"))
        label = text.label(_("Date of service"))
        label.setBuddy(self.day)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.day)
        row.addStretch(1)
        self.templates = RowList(_("Kinds of note"), fits=True)
        self.templates.letters_jump = True
        self.templates.opened.connect(self._start)
        every_template = files.templates().values()
        kinds = sorted((t for t in every_template if t.id not in ELSEWHERE), key=lambda t: t.order)
        self.templates.show_lines([(t.id, RowText(t.title, t.summary)) for t in kinds])
        page.add(self.templates)
        page.body.addLayout(row)
        return page

    # Opening

    def open(self, **where: Any) -> None:
        if where.get("document_id") is not None:
            self._open_document(int(where["document_id"]))
        elif where.get("template"):
            self.ask(documents.go_on, self.client_id, str(where["template"])).then(self._started)
        elif where.get("new"):
            self._choose_template()

    def refresh(self) -> None:
        self.ask(lists.of_client, self.client_id).then(self._show)

    def leave(self) -> None:
        self.editor.leave()

    def back(self) -> bool:
        here = self.stack.currentWidget()
        if isinstance(here, DocumentEditor | DocumentView):
            return here.back()
        if here in (self._choice, self.bin):
            self._show_list()
            return True
        return False

    def commands(self) -> list[Command]:
        here = self.stack.currentWidget()
        listed = here.commands() if isinstance(here, DocumentEditor | DocumentView) else []
        if self.bridge.may(Can.WRITE_NOTE):
            new = Command(_("New note"), self._choose_template, Key.New, Can.WRITE_NOTE, "note")
            listed += [new, Command(_("Open the trash"), self._open_bin, None, Can.WRITE_NOTE)]
        return listed

    def _heard(self, changes: Changes) -> None:
        """The list is not asked for again with each save of the note that is being written."""
        if changes.initiator is not self.editor:
            super()._heard(changes)

    def _show(self, rows: list[DocumentRow]) -> None:
        rows = [r for r in rows if r.template != plans.TEMPLATE]
        self.list.show_lines([(row.id, _line(row)) for row in rows])
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        message = words.count(len(rows), "{n} note", "{n} notes")
        self._all.set_title(self.title, message if rows else "")
        if self.stack.currentWidget() is self._all and self.isVisible():
            self.list.setFocus()

    def _turn(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self.offers.emit()

    def _open_bin(self) -> None:
        self.editor.leave()
        self._turn(self.bin)
        self.bin.refresh()

    def _show_list(self) -> None:
        self._turn(self._all)
        self.refresh()
        self.list.setFocus()

    def _choose_template(self) -> None:
        self.editor.leave()
        self.page.banner.clear()
        self.day.write(self.bridge.today())
        self._turn(self._choice)
        self.templates.setFocus()

    def _start(self, template: str) -> None:
        day = self.day.value()
        self.ask(documents.start, self.client_id, template, day).then(self._started)

    def _started(self, document: Document) -> None:
        self._edit(document.id)

    def _open_document(self, document_id: int) -> None:
        """A draft of one's own is written on; anything else is read."""
        self.ask(open_to_write, document_id).then(self._opened)

    def _opened(self, answer: WritingSheet | DocumentDetail) -> None:
        """A plan is written in its own section, as a tree."""
        if isinstance(answer, DocumentDetail):
            self._turn(self.view)
            self.view.show_opened(answer)
            self.view.setFocus()
        elif answer.document.template == plans.TEMPLATE:
            self.go("chart", client_id=self.client_id, section="plan", edit=True)
        else:
            self._turn(self.editor)
            self.editor.show_draft(answer)

    def _edit(self, document_id: int) -> None:
        self._turn(self.editor)
        self.editor.edit(document_id)

    def _read(self, document_id: int) -> None:
        self._turn(self.view)
        self.view.read(document_id)
        self.view.setFocus()


def _line(row: DocumentRow) -> RowText:
    template = files.templates().get(row.template)
    chips = [] if str(row.status) == "final" else [(STATUS[row.status], TONES[row.status])]
    if row.is_late:
        chips.insert(0, (_("Late entry"), "secondary"))
    under = _("record {number}").format(number=row.under) if row.under else ""
    return RowText(
        template.title if template else row.template,
        "  ·  ".join(fact for fact in (row.author, under) if fact),
        right=words.capital(words.day(row.occurred_on)),
        chips=tuple(chips),
    )


SECTION = Notes
