"""SUD counseling notes of one client: for their author's eyes, outside the record."""

import secrets
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.privacy.counseling_note_rules import excluded_from
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import counseling_notes
from counselor_desk.services.documents.counseling_notes import CounselingRow, SealedNote
from counselor_desk.services.documents.own_words import CounselingNoteDetail
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup

FORM = Form.of(
    "",
    Field(
        "text",
        lazy("What you want to keep to yourself"),
        Kind.TEXT,
        help=lazy(
            "The talk itself and what you make of it. Times, medication, tests, diagnosis "
            "and plan belong in the progress note."
        ),
    ),
)


class Counseling(ChartSection):
    """One's own counseling notes, and those that a colleague has shared."""

    title = lazy("Own notes")
    needs = Can.WRITE_NOTE
    order = 95
    group = SectionGroup.PRIVACY
    shows = frozenset({"CounselingNote", "Practice"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.set_title(self.title, _("SUD counseling notes, 42 CFR 2.11"))
        self.new = self.page.primary(_("Write"), self._do_write, "", "write_own")
        self.new.hide()
        self.off = EmptyState(
            "lock",
            _("Not kept here"),
            _(
                "This clinic does not use counseling notes. An administrator can turn them on in "
                "Settings, after asking counsel."
            ),
        )
        self.nothing = EmptyState(
            "lock",
            _("Nothing here"),
            _(
                "Only you can read it: it is in no search, print or export of the record, and no "
                "supervisor sees it."
            ),
            _("Write"),
            self._do_write,
        )
        self.list = RowList(self.title, fits=True)
        self.list.opened.connect(self._open_note)
        self.sharing = side_by_side(
            link(_("Share with a colleague"), self._do_share, "share"),
            link(_("Revoke a share"), self._do_unshare, "unshare"),
        )
        for widget in (self.off, self.nothing, self.list, self.sharing):
            widget.hide()
            self.front_column.addWidget(widget)

    def refresh(self) -> None:
        self.ask(counseling_notes.page, self.client_id).then(self._show)

    def _show(self, rows: list[CounselingRow] | None) -> None:
        self.off.setVisible(rows is None)
        self.new.setVisible(rows is not None)
        if rows is not None:
            self._show_rows(rows)

    def _show_rows(self, rows: list[CounselingRow]) -> None:
        self.nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.sharing.setVisible(any(row.is_own for row in rows))
        self.list.show_lines([(row.id, _line(row)) for row in rows])

    def leave(self) -> None:
        if isinstance(self.sheet, OwnNote):
            self.sheet.form.settle_now()

    def _do_write(self) -> None:
        self.work(self.bridge.own_words.prepare).then(
            lambda _none: self.open_sheet(OwnNote(self, self.bridge.today()))
        )

    def _open_note(self, note_id: int) -> None:
        self.ask(counseling_notes.open_note, note_id).then(self._open_words)

    def _open_words(self, sealed: SealedNote) -> None:
        self.work(self.bridge.own_words.open, sealed).then(
            lambda note: self.open_sheet(OwnNote(self, sealed.session_on, note))
        )

    def _do_unshare(self) -> None:
        self.ask(counseling_notes.shared_with).then(
            lambda ids: self.ask(staff.all_staff).then(lambda people: self._ask_back(ids, people))
        )

    def _ask_back(self, ids: tuple[int, ...], people: list[Staff]) -> None:
        if not ids:
            self.toast(_("No one but you can read your notes."))
            return
        choices = tuple(Choice(str(p.id), p.signature) for p in people if p.id in ids)
        form = Form.of(
            _("Revoke a share"),
            Field("staff_id", _("Colleague"), Kind.CHOICE, required=True, choices=choices),
        )

        def end_sharing(values: dict[str, Any]) -> None:
            self.ask(counseling_notes.unshare, int(values.get("staff_id") or 0)).then(
                self.after_saving(_("They can no longer read them. It is on the audit trail."))
            )

        sheet = Sheet(form, {}, (_("Recall"), end_sharing), self.close_sheet)
        sheet.show_note(_("What they have read before, they have read."))
        self.open_sheet(sheet)

    def _do_share(self) -> None:
        self.ask(counseling_notes.could_share_with).then(self._ask_whom)

    def _ask_whom(self, people: list[Staff]) -> None:
        self.begin_sheet("share")
        choices = tuple(Choice(str(p.id), p.signature) for p in people)
        form = Form.of(
            _("Share with a colleague"),
            Field("staff_id", _("Colleague"), Kind.CHOICE, required=True, choices=choices),
            Field("reason", _("Why"), required=True),
        )

        def share_note(values: dict[str, Any]) -> None:
            staff_id, reason = int(values.get("staff_id") or 0), values.get("reason") or ""
            self.ask(counseling_notes.whom_to_seal_to, staff_id).follow(
                lambda colleague: self.work(self.bridge.own_words.seal_for, colleague)
            ).follow(lambda sealed: self.ask(counseling_notes.share, staff_id, reason, sealed)).then(
                self.after_saving(_("Shared. It is on the audit trail."))
            )

        sheet = Sheet(form, {}, (_("Share"), share_note), self.close_sheet)
        sheet.show_note(
            _(
                "They will be able to read all of your counseling notes of the clients that "
                "they may see. A client's own consent is another matter."
            )
        )
        self.open_sheet(sheet)


class OwnNote(QWidget):
    """One note, kept as it is typed; says what belongs elsewhere."""

    def __init__(
        self, section: Counseling, session_on: date, note: CounselingNoteDetail | None = None
    ) -> None:
        super().__init__()
        self._section, self._id, self._day = section, note.id if note else None, session_on
        self._sending, self._begun = False, secrets.token_hex(8)
        self.form = FormWidget(FORM, {"text": note.text if note else ""}).hold_elsewhere()
        self.form.settled.connect(self._save_note)
        self.form.changed.connect(lambda _key: self._warn())
        self.warning = text.warning()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        column.addWidget(text.heading(words.full_day(note.session_on) if note else _("New note")))
        for widget in (self.form, self.warning, side_by_side(link(_("Back"), section.back, "back"))):
            column.addWidget(widget)
        Checker(section.bridge, self.form, (section.bridge.actor.name,))
        self.form.setEnabled(note is None or note.is_own)
        self._warn()
        self.form.focus_first()

    def _warn(self) -> None:
        excluded_passages = excluded_from(str(self.form.values().get("text") or ""))
        self.warning.setVisible(bool(excluded_passages))
        message = ", ".join(f"{e.what} (\u201c{e.words}\u201d)" for e in excluded_passages)
        self.warning.setText(
            _(
                "This may belong in the progress note: {what}. Left here, the note may lose its "
                "special protection."
            ).format(what=message)
        )

    def _save_note(self) -> None:
        words_ = str(self.form.values().get("text") or "")
        if not words_.strip():
            return
        self.form.mark_saved()
        section, where = self._section, (self._section.client_id, self._day)
        try:  # at once, here: what was typed goes to the desk before anybody can leave
            sealed = section.bridge.own_words.seal(*where, words_)
        except Refused as refusal:
            section.complain(refusal)
            return
        if self._id is not None:
            section.ask(counseling_notes.change, self._id, sealed).then(self._made).otherwise(self._not_saved)
        elif not self._sending:
            self._sending = True
            section.ask(counseling_notes.write, *where, sealed, self._begun).then(self._made).otherwise(
                self._not_saved
            )
        else:  # the first save is under way: keep it for the next pause
            self.form.mark_saved({})

    def _made(self, note_id: int) -> None:
        self._id = note_id
        self._section.bridge.saved.emit(self._section.bridge.now())

    def _not_saved(self, trouble: Refused | VaultTrouble) -> None:
        """The words stay on screen; the next pause tries again, in the same note."""
        self._sending = False
        if not isinstance(trouble, KeptHere):
            self.form.mark_saved({})
        self._section.complain(trouble)


def _line(row: CounselingRow) -> RowText:
    who = "" if row.is_own else row.author
    changed = words.local(row.changed_at).date()
    later = _("changed {day}").format(day=words.day(changed)) if changed != row.session_on else ""
    return RowText(words.full_day(row.session_on), who, later)


SECTION = Counseling
