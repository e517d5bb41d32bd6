"""Retention and destruction: whose period is over, the periods themselves, what was destroyed."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form
from counselor_desk.domain.roles import Can
from counselor_desk.door.port import Keeper
from counselor_desk.records.destruction import Destruction as Made
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.privacy import destruction, retention
from counselor_desk.services.privacy.destruction import DestructionPreview
from counselor_desk.services.privacy.retention import ExpiredRecords, RecordClass, RecordRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner
from counselor_desk.ui.privacy import destruction_sheets
from counselor_desk.ui.privacy.destruction_sheets import DestructionDoneSheet


class Destruction(SheetScreen):
    """Nothing goes by itself: a person opens a record, reads what goes, and signs with another."""

    title = lazy("Retention and destruction")
    needs = Can.DESTROY
    order = 892
    icon = "files"
    in_navigation = False
    everywhere = ((lazy("Retention and destruction"), {}),)
    shows = frozenset({"RetentionRule", "Destruction", "Hold", "Episode", "Client"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._witnesses: list[Staff] = []
        self._classes: list[RecordClass] = []
        self._made: dict[int, Made] = {}
        self._free: list[RecordRow] = []
        self.second: SecondSigner | None = None
        self.page.primary(_("Look up a record"), self._look_up, "", "look_up")
        self.over, self.none_over = self._rows(_("Their period is over"), self._open)
        self.all = link(_("Destroy all that nothing bars"), self._open_several, "destroy_all")
        self.front_column.addWidget(side_by_side(self.all))
        self.periods, _none = self._rows(_("How long records are kept"), self._open_period)
        self.made, self.none_made = self._rows(_("Destroyed"), self._open_made)
        self.none_made.setText(_("Nothing was destroyed."))
        ways = side_by_side(
            link(_("Legal holds"), lambda: self.go("registers"), "holds"),
            link(_("Backups"), lambda: self.go("safekeeping"), "backups"),
            link(_("Closing of the program"), lambda: self.go("closing"), "closing"),
        )
        self.front_column.addWidget(ways)

    def _rows(self, title: str, opened: Any) -> tuple[RowList, text.Text]:
        rows, none = RowList(title, fits=True), text.quiet("")
        rows.opened.connect(opened)
        self.front_column.addWidget(Group(title, none, rows))
        none.hide()
        return rows, none

    def open(self, **where: Any) -> None:
        """A record to weigh: open(client_id=10)."""
        if "client_id" in where:
            self.ask(staff.witnesses).then(self._know)
            self._open(where["client_id"])

    def refresh(self) -> None:
        self.ask(staff.witnesses).then(self._know)
        self.ask(retention.expired_records).then(self._show_held)
        self.ask(retention.classes).then(self._show_classes)
        self.ask(destruction.all_destroyed).then(self._show_made)

    def commands(self) -> list[Command]:
        return [Command(_("Look up a record"), self._look_up, needs=self.needs)]

    def _know(self, witnesses: list[Staff]) -> None:
        self._witnesses = witnesses

    def _show_held(self, held: ExpiredRecords) -> None:
        self._free = [row for row in held.records if not row.standing.bars]
        self.all.setVisible(len(self._free) > 1)
        self.over.show_lines(
            [
                (
                    row.id,
                    RowText(
                        row.name,
                        row.standing.until.why,
                        row.number,
                        chips=((_("Barred"), "caution"),) if row.standing.bars else (),
                        client_id=row.id,
                    ),
                )
                for row in held.records
            ]
        )
        others = words.count(held.other_count, "{n} other record is", "{n} other records are")
        none = "" if held.records else _("From no record.") + " "
        self.none_over.setText(
            none + _("{others} kept longer; restricted charts are not listed here.").format(others=others)
        )
        self.none_over.show()

    def _show_classes(self, record_classes: list[RecordClass]) -> None:
        self._classes = record_classes
        self.periods.show_lines(
            [(record_class.period.id, _class_line(record_class)) for record_class in record_classes]
        )

    def _show_made(self, destructions: list[Made]) -> None:
        self._made = {one.id: one for one in destructions}
        self.made.show_lines([(one.id, _made_line(one)) for one in destructions])
        self.none_made.setVisible(not destructions)

    # -- before

    def _look_up(self) -> None:
        who = Field("who", _("Client: name or record number"), required=True)

        def find(given: Mapping[str, Any]) -> None:
            self.ask(clients.find, given.get("who") or "", 2).then(self._one)

        form = Form.of(_("Look up a record"), who)
        self.open_sheet(Sheet(form, {}, (_("Look"), find), self.close_sheet))

    def _one(self, rows: list[ClientRow]) -> None:
        if len(rows) == 1:
            self._open(rows[0].id)
            return
        message = _("No one matches.") if not rows else _("More than one matches.")
        self.page.banner.say(message + " " + _("Type the record number."))

    @opens_sheet("one")
    def _open(self, client_id: int) -> None:
        self.ask(destruction.preview, client_id).then(self._show_before)

    def _show_before(self, seen: DestructionPreview) -> None:
        self.second = SecondSigner(_("Two people sign: who destroys it with you"))
        self.second.know(self._witnesses)
        keep = (_("Destroy this record for good"), lambda given: self._destroy(seen.id, given))
        sheet = destruction_sheets.preview_sheet(
            seen, self.second, self.bridge.today(), keep, self.close_sheet
        )
        self.open_sheet(sheet)

    def _destroy(self, client_id: int, given: Mapping[str, Any]) -> None:
        assert self.second is not None
        self._say_under_way()
        reason, early = given.get("reason") or "", given.get("early") or ""
        self.second.prove(self, destruction.destroy).follow(
            lambda proof: self.ask(destruction.destroy, client_id, reason, proof, early)
        ).then(self._destroyed)

    def _say_under_way(self) -> None:
        """On the sheet that waits for it: other pages are free meanwhile."""
        opened = self.bridge.opened
        message = destruction_sheets.under_way_words(opened.path.stat().st_size) if opened else ""
        if message:
            self.page.banner.say(message, "accent")

    def _destroyed(self, made: Made) -> None:
        self.page.banner.clear()
        self._forget()
        self._made[made.id] = made
        self.toast(_("The record is destroyed."))
        self._open_made(made.id)

    @opens_sheet("several")
    def _open_several(self) -> None:
        free = list(self._free)
        self.second = SecondSigner(_("Two people sign: who destroys them with you"))
        self.second.know(self._witnesses)
        keep = (_("Destroy these records for good"), lambda given: self._destroy_all(free, given))
        self.open_sheet(destruction_sheets.several(free, self.second, keep, self.close_sheet))

    def _destroy_all(self, free: list[RecordRow], given: Mapping[str, Any]) -> None:
        assert self.second is not None
        self._say_under_way()
        ids, reason = [row.id for row in free], given.get("reason") or ""
        self.second.prove(self, destruction.destroy_all).follow(
            lambda proof: self.ask(destruction.destroy_all, ids, reason, proof)
        ).then(lambda made: self._all_destroyed(len(made)))

    def _all_destroyed(self, count: int) -> None:
        self.close_sheet()
        message = words.count(count, "{n} record is destroyed.", "{n} records are destroyed.")
        self.page.banner.say(message, "ok")

    # -- after

    @property
    def keeper(self) -> Keeper | None:
        return self.bridge.opened.keeper if self.bridge.opened else None

    @opens_sheet("made")
    def _open_made(self, destruction_id: int) -> None:
        made = self._made[destruction_id]
        remove = (_("Remove these copies now"), lambda given: self._remove(made, given))
        sheet = DestructionDoneSheet(made, remove, self.close_sheet)
        sheet.add_below(
            side_by_side(link(_("Print the certificate"), lambda: self._print(made.id), "certificate"))
        )
        self.open_sheet(sheet)
        self._find_copies(made)
        self.ask(destruction.copies, made.id).then(sheet.show_left)

    def _find_copies(self, made: Made) -> None:
        if self.keeper is not None and made.finished_at is not None:
            self.work(self.keeper.copies, made.registered_at, made.finished_at).then(self._shown)

    def _shown(self, found: Any) -> None:
        if isinstance(self.sheet, DestructionDoneSheet):
            self.sheet.show_copies(found)

    def _remove(self, made: Made, given: Mapping[str, Any]) -> None:
        if self.keeper is None or made.finished_at is None:
            return
        self.page.banner.say(_("A backup without the record is made, then these are removed."))
        passphrase = given.get("passphrase") or ""
        self.work(self.keeper.remove_copies, made.registered_at, made.finished_at, passphrase).then(
            lambda count: self._removed(made, count)
        )

    def _removed(self, made: Made, count: int) -> None:
        message = words.count(count, "{n} copy was removed.", "{n} copies were removed.")
        self.page.banner.say(message, "ok")
        self._find_copies(made)

    def _print(self, destruction_id: int) -> None:
        self.go("paper", report="destruction", asked={"destruction_id": destruction_id})

    # -- periods

    @opens_sheet("period")
    def _open_period(self, period_id: str) -> None:
        record_class = next(one for one in self._classes if one.period.id == period_id)

        def save_period(given: dict[str, Any]) -> None:
            self.ask(retention.set_period, period_id, given).then(self.after_saving(_("Saved.")))

        done, today = (_("Save"), save_period), self.bridge.today()
        self.open_sheet(destruction_sheets.period(record_class, today, done, self.close_sheet))

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        self.page.banner.clear()
        second = self.second
        if isinstance(trouble, Refused) and second is not None and second.refuse(trouble):
            return
        super().complain(trouble)

    def close_sheet(self, *_kept: object) -> None:
        self._forget()
        super().close_sheet()

    def leave(self) -> None:
        self._forget()

    def _forget(self) -> None:
        """No passphrase of a colleague stays in a field."""
        if self.second is not None:
            self.second.forget()
            self.second = None


def _class_line(record_class: RecordClass) -> RowText:
    years = words.count(record_class.period.years, "{n} year", "{n} years")
    chips = ((_("The clinic's own"), "accent"),) if record_class.is_own else ()
    return RowText(
        record_class.period.title,
        f"{record_class.period.source}. {record_class.period.note}",
        years,
        chips=chips,
    )


def _made_line(made: Made) -> RowText:
    at = made.finished_at or made.begun_at
    return RowText(
        _("Record {number}").format(number=made.number), made.reason, words.full_day(at.astimezone().date())
    )


SCREEN = Destruction
