"""Charts of one person: two are made one, or two again, with everything as it was."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.merge import ClientMerge
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clients.merging import MergePreview, MergeUndone, SameChart
from counselor_desk.services.clinic import staff
from counselor_desk.ui.clients.left_chart_words import left_words
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner


class SamePerson(Screen):
    """open(client_id=10): the chart that goes on, the others of this person, and one more to merge."""

    title = lazy("Charts of one person")
    needs = Can.ASSIGN_CLIENT
    in_navigation = False
    icon = "people"
    shows = frozenset({"ClientMerge"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.client_id, self._other_id = 0, 0
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.merged = Group(_("Other charts of this person"))
        self.why = FormWidget(Form.of("", Field("why", _("Why they are two people after all"))))
        self.name_field = QLineEdit()
        self.name_field.setObjectName("find_other")
        self.name_field.setAccessibleName(_("The other chart"))
        self.name_field.setPlaceholderText(_("Name or record number of the other chart"))
        self.name_field.textChanged.connect(self._look)
        self.found = RowList(_("The other chart"), fits=True)
        self.found.setObjectName("found")
        self.found.opened.connect(self._choose)
        self.facts = KeyValue()
        self.form = FormWidget(
            Form.of(
                "",
                Field(
                    "reason",
                    _("How you know that both charts are of one person"),
                    Kind.TEXT,
                    required=True,
                ),
            )
        )
        self.second = SecondSigner(_("A second person agrees"))
        self.button = action(_("Merge the charts"), self._do_merge, name="merge")
        self.plan = Group(
            _("What will be done"), self.facts, self.form, self.second, side_by_side(self.button)
        )
        self.plan.hide()
        self.page.add(
            self.merged,
            Group(
                _("Merge another chart into this one"),
                text.quiet(
                    _(
                        "Both charts stay as they were written and signed. The other is closed; what is in "
                        "it is read here, under its own number, by everybody who has this chart. Its "
                        "bookings and groups go on here, and the person is found by either name. It can be "
                        "undone in one act."
                    )
                ).wrapped(),
                self.name_field,
                self.found,
            ),
            self.plan,
        )

    def open(self, **where: Any) -> None:
        self.client_id = where["client_id"]
        self._other_id = 0
        self.name_field.clear()
        self._look("")
        self.plan.hide()
        self.refresh_now()

    def refresh(self) -> None:
        if self.client_id:
            self.ask(clients.read, self.client_id).then(self.strip.show_whose)
            self.ask(merging.charts_of_person, self.client_id).then(self._show_merged)
            self.ask(staff.witnesses).then(self.second.know)

    def _show_merged(self, charts: list[SameChart]) -> None:
        empty(self.merged.column)
        self.merged.setVisible(bool(charts))
        self.merged.add(text.heading(_("Other charts of this person")))
        for chart in charts:
            self._add_merged(chart)
        if charts:
            self.why = FormWidget(Form.of("", Field("why", _("Why they are two people after all"))))
            self.merged.add(self.why)

    def _add_merged(self, chart: SameChart) -> None:
        there, here = _("{number}, {name}: goes on there"), _("{number}, {name}: goes on here")
        line = there if chart.goes_on else here
        day = words.day(words.local(chart.at).date())
        since = _("merged {day} by {who}: {reason}").format(day=day, who=chart.by, reason=chart.reason)
        opened = partial(self.go, "chart", client_id=chart.client_id)
        two = partial(self._undo, chart.merge_id)
        self.merged.add(text.body(line.format(number=chart.number, name=chart.name)))
        self.merged.add(text.quiet(since).wrapped())
        self.merged.add(
            side_by_side(
                link(_("Open"), opened, f"open{chart.client_id}"),
                link(_("They are two people"), two, f"undo{chart.merge_id}"),
            )
        )

    def _undo(self, merge_id: int) -> None:
        self.ask(merging.undo, merge_id, self.why.values()["why"] or "").then(self._undone).otherwise(
            self._not_undone
        )

    def _undone(self, undone: MergeUndone) -> None:
        self.toast(_("The charts are two again, as before."))
        if told := left_words(undone.went_out, undone.drawn):
            self.page.banner.say(
                _("What left while they were one may be of both: {where}").format(where=told)
            )
        self.refresh()

    def _not_undone(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.why.refuse(trouble)):
            self.complain(trouble)

    def _look(self, typed: str) -> None:
        if len(typed.strip()) == 1:
            self.found.show_lines([])
            return
        self.ask(clients.find, typed).then(self._show_found)

    def _show_found(self, rows: list[ClientRow]) -> None:
        self.found.show_lines([(row.id, _line(row)) for row in rows if row.id != self.client_id])

    def _choose(self, client_id: int) -> None:
        self.ask(merging.preview, self.client_id, client_id).then(self._show_plan)

    def _show_plan(self, found: MergePreview) -> None:
        self._other_id = found.other.id
        self.facts.show_pairs(
            [
                (_("Goes on"), _whose(found.keep)),
                (_("Is closed"), _whose(found.other)),
                (_("Bookings that go along"), str(found.bookings)),
                (_("Groups that go along"), str(found.groups)),
                (_("Signed documents, which stay"), str(found.signed_documents)),
                (_("Entries in rewards, which stay"), str(found.enrollments)),
            ]
        )
        self.second.setVisible(found.needs_second)
        self.plan.show()
        self.form.focus_first()

    def _do_merge(self) -> None:
        reason = self.form.values()["reason"] or ""
        both = self.client_id, self._other_id
        self.button.setEnabled(False)
        if self.second.isHidden():
            asked = self.ask(merging.merge, *both, reason)
        else:
            asked = self.second.prove(self, merging.merge).follow(
                lambda proof: self.ask(merging.merge, *both, reason, proof)
            )
        asked.then(self._merged).afterwards(lambda: self.button.setEnabled(True))

    def _merged(self, done: ClientMerge) -> None:
        self.second.forget()
        self.form.finish_draft()
        self.form.set_values({})
        self.form.mark_saved()
        self.toast(_("Merged. Both charts stay as they were written."))
        self.go("chart", client_id=done.client_id)

    def leave(self) -> None:
        self.second.forget()


def _line(row: ClientRow) -> RowText:
    facts = "  ·  ".join(fact for fact in (row.number, words.full_day(row.born)) if fact)
    return RowText(row.name, facts, right=row.counselor or "", client_id=row.id, quiet=row.is_closed)


def _whose(client: Client) -> str:
    return "  ·  ".join(fact for fact in (client.number, client.name, words.full_day(client.born)) if fact)


SCREEN = SamePerson
