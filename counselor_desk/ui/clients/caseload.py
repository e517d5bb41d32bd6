"""Whose caseload a client is in, and whether the chart stands in the everyday lists."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.ui.kit.focus import stops_in
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link


class Caseload(Group):
    """Stands at the foot of a client's form; counselors register into their own."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(_("Caseload"))
        self._screen = screen
        self.form: FormWidget | None = None
        self._held: Client | None = None
        self._said = text.quiet(_("Closed: it is on no everyday list. Nothing is deleted."))
        self.close_link = link(_("Close the chart"), self._do_close, "close_chart")
        self.open_link = link(_("Reopen the chart"), self._do_reopen, "open_chart")
        self.add(self._said)
        self.add(side_by_side(self.close_link, self.open_link))

    def show_client(self, client: Client | None) -> None:
        """None is a client who is only being registered."""
        self._held = client
        closed = client is not None and client.closed_at is not None
        self.close_link.setVisible(client is not None and not closed)
        for shown in (self.open_link, self._said):
            shown.setVisible(closed)
        chooses = self._may_choose()
        self.setVisible(client is not None or chooses)
        if self.form is not None:
            self.form.setVisible(chooses)
            self._write()
        elif chooses:
            self._screen.ask(staff.all_staff).then(self._build)

    def _may_choose(self) -> bool:
        bridge = self._screen.bridge
        if self._held is None:
            return bridge.actor.role is not Role.COUNSELOR
        return bridge.may(Can.ASSIGN_CLIENT)

    def _build(self, everyone: Sequence[Staff]) -> None:
        if self.form is None:
            at_work = [colleague for colleague in everyone if colleague.can_hold_clients]
            names = _names(at_work)
            field = Field("counselor_id", _("In the caseload of"), Kind.CHOICE, choices=names)
            self.form = FormWidget(Form.of("", field))
            self.column.insertWidget(1, self.form)
            order = [*stops_in(self.form), self.close_link, self.open_link]
            for widget, after in pairwise(order):  # the form was made after the links
                QWidget.setTabOrder(widget, after)
        self._write()

    def _write(self) -> None:
        if self.form is not None:
            held = self._held.counselor_id if self._held is not None else None
            self.form.set_values({"counselor_id": str(held) if held is not None else None})
            self.form.mark_saved()

    def counselor_id(self) -> int | None:
        """Who was chosen; None is nobody's caseload."""
        given = self.form.values()["counselor_id"] if self.form is not None else None
        return int(given) if given else None

    def was_changed(self) -> bool:
        return self.form is not None and self._may_choose() and self.form.is_dirty()

    def refuse(self, trouble: Refused) -> bool:
        return self.form is not None and self.form.refuse(trouble)

    def _do_close(self) -> None:
        if self._held is not None:
            self._screen.ask(clients.close, self._held.id).then(self._closed)

    def _closed(self, client: Client) -> None:
        self._screen.toast(_("The chart is closed."), lambda: self._screen.ask(clients.reopen, client.id))
        self._screen.go("clients")

    def _do_reopen(self) -> None:
        if self._held is not None:
            self._screen.ask(clients.reopen, self._held.id).then(self._reopened)

    def _reopened(self, client: Client) -> None:
        self._screen.toast(_("The chart is reopened."))
        self._screen.go("chart", client_id=client.id)


def move_sheet(
    people: Sequence[Staff], move: Callable[[int, int], object], away: Callable[[], None]
) -> Sheet:
    """A whole caseload: from somebody who may have left already, to somebody who is at work."""
    clinical = [colleague for colleague in people if colleague.is_clinician]
    form = Form.of(
        _("Move a caseload"),
        Field("from_id", _("From"), Kind.CHOICE, True, _names(clinical)),
        Field("counselor_id", _("To"), Kind.CHOICE, True, _names(p for p in clinical if p.active)),
    )

    def save_move(given: dict[str, Any]) -> None:
        move(int(given["from_id"] or 0), int(given["counselor_id"] or 0))

    sheet = Sheet(form, {}, (_("Move"), save_move), away)
    sheet.show_note(
        _(
            "All of the clients, closed charts too. Signed notes keep their author; the person who "
            "hands over no longer sees these charts."
        )
    )
    return sheet


def _names(people: Iterable[Staff]) -> tuple[Choice, ...]:
    return tuple(Choice(str(colleague.id), colleague.name) for colleague in people)
