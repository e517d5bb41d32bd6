"""A group's session as it is written: the shared part, and a grid with a row for each member."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.records.document import Document
from counselor_desk.services.schedule import group_sessions
from counselor_desk.services.schedule.group_sessions import MemberSeat, SessionDetail
from counselor_desk.ui.documents.snippet_expander import Expander
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Column, Group, HairLine, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import Page


class SessionPage(Page):
    """The shared part, then a row for each member."""

    def __init__(
        self,
        screen: Screen,
        back: Callable[[], object],
        begin_on: Callable[[int, date], object],  # the group's session of a day
    ) -> None:
        super().__init__()
        self._screen, self._session_id, self._group_id = screen, 0, 0
        self._back, self._begin_on = back, begin_on
        self.make = self.primary(_("Create notes"), self._make, "Ctrl+Return", "make_notes")
        self.today = self.secondary(_("Today's session"), self._go_to_today, "", "todays_session")
        self.secondary(_("Back"), back, "", "back")
        self.shared: FormWidget | None = None
        self.rows: dict[int, MemberRow] = {}
        self._checker: Checker | None = None
        self._content = Column()
        self.names = Group(_("Names in the text"))
        self.names.setObjectName("names_found")
        self.names.hide()
        self.signing = SignBar(_("Sign the notes"))
        self.signing.confirmed.connect(self._sign)
        self.sign = self.secondary(_("Sign the notes"), self._ask_to_sign, "", "sign_notes")
        self.add(self.names, self._content)
        self.add_foot(self.signing)

    def show_session(self, session: SessionDetail) -> None:
        self._session_id, self._group_id = session.id, session.group_id
        self.today.setVisible(not session.is_of_today)
        day = words.capital(words.day(session.held_on))
        number = words.count(len(session.seats), "{n} member", "{n} members")
        self.set_title(session.group, f"{day}  \u00b7  {number}")
        self._content.clear()
        form = group_sessions.shared_form()
        self.shared = FormWidget(form, form.loaded(session.shared)).hold_elsewhere()
        self.shared.settled.connect(self._save_shared)
        self._content.add(
            text.heading(_("For everyone")),
            text.small(_("Name no member here: it appears in everyone's note.")),
            self.shared,
        )
        self._limits, self.told = session.size, text.small()
        self.told.setWordWrap(False)
        self.told.setObjectName("group_size")
        self.outside = Chip("", "caution")
        self._content.add(
            HairLine(), text.heading(_("For each member")), side_by_side(self.told, self.outside)
        )
        self.rows = {}
        for seat in session.seats:
            row = MemberRow(seat)
            row.form.settled.connect(lambda row=row: self._save_seat(row))
            row.there.toggled.connect(lambda _on, row=row: self._save_seat(row))
            row.there.toggled.connect(lambda _on: self._count())
            self.rows[seat.client_id] = row
            self._content.add(HairLine(), row)
        self._expand(session)
        if self._checker is not None:
            self._checker.deleteLater()
        names = [seat.client for seat in session.seats]
        self._checker = Checker(self._screen.bridge, self._content, names)
        self._count()
        self._show_names(session)
        self._late = not session.is_of_today
        self.signing.put_away()
        self.sign.setVisible(session.unsigned > 0)
        made = _("{n} notes")
        self.make.setText(made.format(n=len(self.rows)) if session.is_written else _("Create notes"))
        self.make.setEnabled(not session.is_written)
        self.shared.focus_first()

    def _show_names(self, session: SessionDetail) -> None:
        """Words that may be a name, each with the way to say that it is none."""
        empty(self.names.column)
        self.names.add(text.heading(_("Names in the text")))
        called = {seat.client_id: seat.client for seat in session.seats}
        for found in session.names:
            where = called.get(found.client_id or 0, _("For everyone"))
            said = text.body(f"{where}: \u201c{found.around}\u201d").wrapped()
            word = link(
                _("It is the word, not the person"),
                partial(self._take_as_word, found.word),
                f"word_{found.word}",
            )
            self.names.add(said)
            self.names.add(side_by_side(word))
        self.names.setVisible(bool(session.names))

    def _take_as_word(self, word: str) -> None:
        self._screen.ask(group_sessions.take_as_word, self._session_id, word).then(self._show_names)

    def _ask_to_sign(self) -> None:
        self.signing.ask(_("Sign each note of this session"), self._late)

    def _sign(self, passphrase: str, reason: str) -> None:
        screen, session_id = self._screen, self._session_id
        self.signing.wait(True)
        screen.prove(group_sessions.sign_notes, passphrase).follow(
            lambda proof: screen.ask(group_sessions.sign_notes, session_id, proof, reason)
        ).then(self._signed).otherwise(self._not_signed).afterwards(lambda: self.signing.wait(False))

    def _signed(self, count: int) -> None:
        self._back()
        self._screen.toast(words.count(count, "{n} note signed", "{n} notes signed"))

    def _not_signed(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.signing.refuse(trouble)):
            self.signing.put_away()
            self._screen.complain(trouble)

    def _expand(self, session: SessionDetail) -> None:
        """Short words become texts here as well; {client} is each member's own name."""
        bridge = self._screen.bridge
        known = {"day": words.full_day(session.held_on), "me": bridge.actor.signature}
        if self.shared is not None:
            Expander(bridge, self.shared, known)
        for row in self.rows.values():
            Expander(bridge, row.form, {**known, "client": row.seat.client})

    def _go_to_today(self) -> None:
        self._begin_on(self._group_id, self._screen.bridge.today())

    def _count(self) -> None:
        """A payer's limit is said, never enforced: the note tells what was."""
        present = sum(row.there.isChecked() for row in self.rows.values())
        self.told.setText(self._limits.words(present))
        self.outside.say("" if self._limits.holds(present) else _("outside the limits"), "caution")

    def leave(self) -> None:
        if self.shared is not None:
            self.shared.settle_now()
        for row in self.rows.values():
            row.form.settle_now()

    def _save_shared(self) -> None:
        shared = self.shared
        if shared is not None:
            values = shared.values()
            self._screen.ask(group_sessions.save_shared, self._session_id, shared.form.to_stored(values))
            shared.mark_saved(values)

    def _save_seat(self, row: "MemberRow") -> None:
        values = row.form.values()
        part = row.form.form.to_stored(values)
        there = row.there.isChecked()
        self._screen.ask(group_sessions.save_seat, self._session_id, row.seat.client_id, there, part)
        row.form.mark_saved(values)

    def _make(self) -> None:
        self.leave()
        self.make.setEnabled(False)
        self._screen.ask(group_sessions.make_notes, self._session_id).then(self._made).otherwise(
            self._refused
        ).afterwards(lambda: self.make.setEnabled(True))

    def _made(self, notes: list[Document]) -> None:
        message = words.count(
            len(notes), "{n} note created, ready to sign", "{n} notes made, each to be signed"
        )
        self._back()
        self._screen.toast(message)

    def _refused(self, trouble: Refused | VaultTrouble) -> None:
        """At the member's row when it is about one; the words are shown above the texts."""
        self._screen.ask(group_sessions.read_session, self._session_id).then(self._show_names)
        field = trouble.field if isinstance(trouble, Refused) else ""
        row = self.rows.get(int(field[4:])) if field.startswith("seat") else None
        if row is not None and isinstance(trouble, Refused):
            row.form.boxes["remark"].refuse(str(trouble))
            self.reveal(row)
            return
        self._screen.complain(trouble)


class MemberRow(QWidget):
    """One member's own part."""

    def __init__(self, seat: MemberSeat) -> None:
        super().__init__()
        self.seat = seat
        self.setObjectName(f"seat{seat.client_id}")
        self.there = QCheckBox(_("was there"))
        self.there.setChecked(seat.was_there)
        self.there.setAccessibleName(_("{name} was there").format(name=seat.client))
        form: Form = group_sessions.member_form(seat.objectives)
        self.form = FormWidget(form, form.loaded(seat.part)).hold_elsewhere()
        self.there.toggled.connect(self.form.setVisible)
        self.form.setVisible(seat.was_there)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.NEAR)
        column.setSpacing(look.NEAR)
        self.form.name_after(seat.client)
        column.addWidget(side_by_side(text.strong(seat.client), self.there))
        column.addWidget(self.form)
