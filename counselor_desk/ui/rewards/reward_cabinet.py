"""The prize cabinet: what is in it, what comes in, and what leaves it not to a client."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.domain.rewards.schedule import RewardUnit, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.prize_cabinet import Prize, SlipCount
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import cabinet, schedules
from counselor_desk.services.rewards.cabinet import PrizeStock, StockMovementRow
from counselor_desk.services.rewards.schedules import OfferedSchedule
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner
from counselor_desk.ui.rewards.lines import WORDS, shelf_line

SHOWN = 40  # lines of the cabinet's book on the page; paper has them all


class RewardCabinet(Screen):
    """Shelves at the top, then what can be done, then the book."""

    title = lazy("Prize cabinet")
    needs = Can.SEE_REWARDS
    in_navigation = False
    icon = "library"
    shows = frozenset({"Prize", "StockMovement", "SlipCount"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.add_button = self.page.primary(_("Add a prize"), self._do_add, Key.New, "add")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.add_button.setVisible(bridge.may(Can.KEEP_STOCK))
        self.empty = EmptyState(
            "library",
            _("The cabinet is empty"),
            _("Gift cards by their last four or serial, and prizes by the class of their slip."),
        )
        self.form = FormWidget(form_of(Prize, _("Prize")))
        self.save_button = action(_("Add to the list"), self._do_save, "", "save")
        self.new = Group(_("A new prize"), self.form, self.save_button)
        self.new.hide()
        self.shelves = RowList(_("In the cabinet"), fits=True)
        self.shelves.always_lit = True  # what stands below is about this one
        self.shelves.chosen.connect(lambda _chosen: self._chosen())
        self._found: dict[int, PrizeStock] = {}
        self._build_moves()
        self.book = RowList(_("Inventory log"), fits=True)
        self.counted = text.quiet()
        self.count = Group(_("Count the slips of a bowl"), self.counted)
        self.counting: FormWidget | None = None
        self._bowls: dict[str, Schedule] = {}
        self._last: dict[str, date] = {}
        self.page.add(self.new, self.empty, self.shelves, self.moves, self.count)
        self.page.add(Group(_("Inventory log"), self.book))

    def _build_moves(self) -> None:
        fields = (
            Field("pieces", _("Pieces"), Kind.NUMBER, low=1, high=9999),
            Field("receipt", _("Receipt of the purchase"), beside=True),
            Field("reason", _("Why it leaves"), beside=True),
        )
        self.movement = FormWidget(Form.of("", *fields))
        self.in_button = action(_("Add stock"), self._do_receive, "", "receive")
        self.out_button = action(_("Remove stock"), self._do_take_out, "", "take_out")
        self.second = SecondSigner(_("Witness"))
        self.second.hide()
        buttons = side_by_side(self.in_button, self.out_button)
        self.moves = Group("", self.movement, self.second, buttons)
        self.moves.hide()

    def refresh(self) -> None:
        self.ask(cabinet.cabinet).then(self._show)
        self.ask(cabinet.movements).then(self._show_book)
        if self.bridge.may(Can.KEEP_STOCK):
            self.ask(staff.witnesses).then(self.second.know)
        if self.bridge.may(Can.GIVE_REWARD):
            self.ask(cabinet.slip_counts).then(self._show_counts)
            self.ask(schedules.schedules).then(self._show_counting)

    def _show(self, stocks: list[PrizeStock]) -> None:
        self._found = {shelf.id: shelf for shelf in stocks}
        self.empty.setVisible(not stocks)
        self.shelves.show_lines([(shelf.id, shelf_line(shelf)) for shelf in stocks])
        self._chosen()

    def _chosen(self) -> None:
        shelf = self._found.get(self.shelves.current() or 0)
        self.moves.setVisible(shelf is not None and self.bridge.may(Can.KEEP_STOCK))
        if shelf is not None:
            self.moves.heading.setText(shelf.label)

    def _show_book(self, movement_rows: list[StockMovementRow]) -> None:
        self.book.show_lines([(moved.number, _line(moved)) for moved in movement_rows[:SHOWN]])

    def _show_counting(self, offers: list[OfferedSchedule]) -> None:
        self._bowls = {offer.schedule.id: offer.schedule for offer in offers if offer.schedule.bowl}
        self.count.setVisible(bool(self._bowls))
        if self._bowls and self.counting is None:
            usual = min(self._bowls.values(), key=lambda schedule: schedule.unit is not RewardUnit.DRAWS)
            self.counting = FormWidget(counting_form(self._bowls.values()), {"bowl": usual.id})
            self.count.add(self.counting)
            self.count.add(side_by_side(action(_("Save count"), self._do_count, "", "count")))
        self._say_counted()

    def _show_counts(self, slip_counts: list[SlipCount]) -> None:
        self._last = {
            slip_count.schedule_key: slip_count.counted_at.astimezone().date()
            for slip_count in slip_counts[::-1]
        }
        self._say_counted()

    def _say_counted(self) -> None:
        """For each bowl when it was counted last."""
        messages = [_("At least once a month.")]
        for key, bowl in self._bowls.items():
            last = self._last.get(key)
            counted = _("counted {day}").format(day=words.day(last)) if last else _("not counted")
            messages.append(_("{title}: {counted}.").format(title=bowl.title, counted=counted))
        self.counted.setText("\n".join(messages))

    def _do_count(self) -> None:
        assert self.counting is not None
        given = self.counting.values()
        schedule = self._bowls[given["bowl"]]
        assert schedule.bowl is not None
        slips = enumerate(schedule.bowl.slips)
        counted = {slip.name: given[f"{schedule.id}_{at}"] or 0 for at, slip in slips}
        explanation = given["explanation"] or ""
        self.ask(cabinet.count_slips, schedule.id, counted, explanation).then(
            lambda _count: self._counted_slips(schedule.id)
        )

    def _counted_slips(self, key: str) -> None:
        self._done(self.counting, _("The count is saved"))
        if self.counting is not None:
            self.counting.set_values({"bowl": key})

    def _do_add(self) -> None:
        self.new.show()
        self.form.focus_first()

    def _do_save(self) -> None:
        self.ask(cabinet.add, self.form.values()).then(self._added)

    def _added(self, prize: Prize) -> None:
        self._done(self.form, _("On the list. Enter how many were added."))
        self.new.hide()
        self.ask(cabinet.cabinet).then(lambda stocks: self._show_and_choose(stocks, prize.id))

    def _show_and_choose(self, stocks: list[PrizeStock], prize_id: int) -> None:
        self._show(stocks)
        self.shelves.choose(prize_id)

    def _do_receive(self) -> None:
        given = self.movement.values()
        pieces, receipt = given["pieces"] or 0, given["receipt"] or ""
        self.ask(cabinet.receive, self.shelves.current(), pieces, receipt).then(
            lambda _moved: self._done(self.movement, _("Added to the cabinet"))
        )

    def _do_take_out(self) -> None:
        given = self.movement.values()
        pieces, reason = given["pieces"] or 0, given["reason"] or ""
        out = self.shelves.current(), pieces, reason
        if self.second.isHidden():
            moving = self.ask(cabinet.remove_prizes, *out)
        else:
            moving = self.second.prove(self, cabinet.remove_prizes).follow(
                lambda proof: self.ask(cabinet.remove_prizes, *out, proof)
            )
        moving.then(lambda _moved: self._done(self.movement, _("Removed from the cabinet")))

    def leave(self) -> None:
        self.second.forget()

    def _done(self, form: FormWidget | None, words_of: str) -> None:
        if form is not None:
            form.set_values({})
        self.second.forget()
        self.second.hide()
        self.page.banner.clear()
        self.toast(words_of)
        self.refresh()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and "witness" in trouble.field:
            self.second.show()
        forms: list[Any] = [self.form, self.movement, self.counting, self.second]
        if isinstance(trouble, Refused) and any(f.refuse(trouble) for f in forms if f):
            return
        super().complain(trouble)


def counting_form(bowls: Iterable[Schedule]) -> Form:
    """Which bowl, then a number for each of its slips."""
    rows = [(each, each.bowl) for each in bowls if each.bowl is not None]
    names = tuple(Choice(each.id, each.title) for each, _bowl in rows)
    fields = [Field("bowl", _("Bowl"), Kind.CHOICE, choices=names)]
    for schedule, bowl in rows:
        fields += [
            Field(
                f"{schedule.id}_{at}",
                slip.name,
                Kind.NUMBER,
                low=0,
                high=9999,
                beside=at > 0,
                when=FieldCondition("bowl", (schedule.id,)),
            )
            for at, slip in enumerate(bowl.slips)
        ]
    return Form.of("", *fields, Field("explanation", _("If the count differs: why")))


def _line(moved: StockMovementRow) -> RowText:
    pieces = f"{moved.quantity:+d}"
    second = "   ·   ".join(p for p in (words.moment(moved.at), moved.staff_name, moved.reason) if p)
    return RowText(moved.label, second, pieces, WORDS[moved.kind], quiet=True)


SCREEN = RewardCabinet
