"""A client's rewards: today's answer first, then what was earned, and the account."""

from collections.abc import Sequence
from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.reason import outcome_in_words
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Occasion
from counselor_desk.services.chart import rewards_page
from counselor_desk.services.chart.rewards_page import RewardsPage
from counselor_desk.services.medication.reconsidered import ReconsideredOccasion, where_of
from counselor_desk.services.rewards import handing_over, occasions
from counselor_desk.services.rewards.accounts import AccountStatement, EntryRow
from counselor_desk.services.rewards.occasions import Observation, OccasionResult
from counselor_desk.services.rewards.today import EnrollmentRow, EnrollmentToday
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Section
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.rewards.lines import WORDS
from counselor_desk.ui.rewards.today_card import TodayPanel


class RewardsSection(Section):
    """The reward section of a chart."""

    title = lazy("Rewards")
    needs = Can.RECORD_REWARD
    order = 25
    group = SectionGroup.TREATMENT
    shows = frozenset(
        {"Enrollment", "Occasion", "LedgerEntry", "RewardPolicy", "Receipt", "SpecimenResult", "Medication"}
    )

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.widen(820)
        self.page.set_title(self.title)
        self.give_button = self.page.secondary(_("Give reward"), self._do_give, "Ctrl+G", "give")
        self.enroll_button = self.page.secondary(_("Enroll"), self._do_enroll, "", "enroll")
        self.panels: dict[int, TodayPanel] = {}
        self._told: dict[int, OccasionResult] = {}
        self._todays: dict[int, EnrollmentToday] = {}
        self.empty = EmptyState(
            "rewards",
            _("No rewards yet"),
            _(
                "Rewards for a target that can be seen: a negative test, attendance, a goal met. "
                "What is earned stays earned."
            ),
            _("Enroll"),
            self._do_enroll,
        )
        self.account = RowList(_("Account"), fits=True)
        self.account.opened.connect(lambda entry: self.go("reward_entry", entry_id=entry))
        self.past = RowList(_("Visits"), fits=True)
        self.past.opened.connect(lambda one: self.go("reward_occasion", occasion_id=one))
        self.links = side_by_side(
            link(_("Print the statement"), self._do_print, "statement"),
            link(_("Leave for later"), self._do_bank, "bank"),
            link(_("End the enrollment"), self._do_end, "end"),
        )
        self.reconsidered = RowList(_("To be corrected"), fits=True)
        self.reconsidered.opened.connect(self._do_reconsider)
        self.to_correct = Group(_("To be corrected, by two people"), self.reconsidered)
        self.to_correct.hide()
        self._waiting: dict[int, ReconsideredOccasion] = {}
        self.history = Group(_("Account"), self.links, self.account)
        self.occasions = Group(_("Visits"), self.past)
        self.page.add(self.empty, self.to_correct)
        self._holder = Group("")
        self._holder.heading.hide()
        self.page.add(self._holder, self.history, self.occasions)

    def refresh(self) -> None:
        self.ask(rewards_page.of_client, self.client_id).then(self._show)

    def _show_reconsidered(self, found: Sequence[ReconsideredOccasion]) -> None:
        self._waiting = {one.occasion_id: one for one in found}
        self.to_correct.setVisible(bool(found))
        self.reconsidered.show_lines([(one.occasion_id, RowText(one.sentence)) for one in found])

    def _do_reconsider(self, occasion_id: int) -> None:
        self.go("reward_occasion", **where_of(self._waiting[occasion_id]))

    def _show(self, found: RewardsPage) -> None:
        self._show_enrollments(found.enrollments)
        for today in found.todays:
            self._show_today(today)
        self._show_account(found.statement)
        self._show_reconsidered(found.waiting)

    def _show_enrollments(self, rows: Sequence[EnrollmentRow]) -> None:
        running = [row for row in rows if row.ended_at is None]
        self.empty.setVisible(not rows)
        for shown in (self._holder, self.history, self.occasions):
            shown.setVisible(bool(rows))
        if set(self.panels) != {row.id for row in running}:
            self._renew(running)
        self._todays = {row.id: self._todays[row.id] for row in rows if row.id in self._todays}

    def _renew(self, running: list[EnrollmentRow]) -> None:
        empty(self._holder.column)
        self.panels = {}
        for row in running:
            panel = TodayPanel()
            panel.setObjectName(f"today{row.id}")
            panel.answered.connect(self._do_record)
            self.panels[row.id] = panel
            self._holder.add(panel)

    def _show_today(self, today: EnrollmentToday) -> None:
        panel = self.panels.get(today.enrollment.id)
        if panel is not None:
            panel.show_today(today)
            if result := self._told.get(today.enrollment.id):
                panel.say(result)
        self._todays[today.enrollment.id] = today
        past = [(now, occasion) for now in self._todays.values() for occasion in now.occasions]
        newest = sorted(past, key=lambda pair: (pair[1].occurred_on, pair[1].id))[::-1]
        self.past.show_lines([(occasion.id, _past(now, occasion)) for now, occasion in newest])

    def _show_account(self, statement: AccountStatement) -> None:
        lines = [(row.id, _entry(row)) for row in reversed(statement.rows)]
        self.account.show_lines(lines)
        self.history.heading.setText(_("Account, {cents}").format(cents=dollars(statement.balance_cents)))
        self.give_button.setVisible(statement.balance_cents > 0)

    def _do_record(self, enrollment_id: int, seen: Observation) -> None:
        panel = self.panels[enrollment_id]
        panel.is_busy(True)
        self.ask(occasions.record, enrollment_id, seen).then(
            lambda result: self._recorded(enrollment_id, result)
        ).otherwise(lambda trouble: self._refused(panel, trouble)).afterwards(lambda: panel.is_busy(False))

    def _recorded(self, enrollment_id: int, result: OccasionResult) -> None:
        self.page.banner.clear()
        self._told[enrollment_id] = result
        self.refresh()

    def _refused(self, panel: TodayPanel, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and panel.refuse(trouble)):
            self.complain(trouble)

    def _do_give(self) -> None:
        self.go("reward_give", client_id=self.client_id)

    def _do_enroll(self) -> None:
        self.go("reward_enroll", client_id=self.client_id)

    def _do_print(self) -> None:
        self.go("paper", report="reward_statement", asked={"client_id": self.client_id})

    def _do_end(self) -> None:
        self.go("reward_end", client_id=self.client_id)

    def _do_bank(self) -> None:
        self.ask(handing_over.bank_balance, self.client_id).then(
            lambda cents: self.toast(_("{cents} stay on the account").format(cents=dollars(cents)))
        )

    def commands(self) -> list[Command]:
        return [
            Command(_("Give a reward"), self._do_give, "Ctrl+G", Can.GIVE_REWARD, "rewards"),
            Command(_("Enroll in a reward schedule"), self._do_enroll, needs=Can.RECORD_REWARD),
            Command(_("Print the reward statement"), self._do_print, icon="print"),
        ]

    def open(self, **where: Any) -> None:
        self.refresh_now()


def _entry(row: EntryRow) -> RowText:
    what = ": ".join(p for p in (WORDS.get(row.kind, row.kind.value), row.slip, row.item) if p)
    second = words.day(row.on)
    if row.why:
        second = f"{second}   ·   {row.why.partition(': ')[2]}"
    if row.reason:
        second = f"{second}   ·   {row.reason}"
    chips: tuple[tuple[str, str], ...] = ()
    if row.cap_code:
        chips = ((_("{due} was due").format(due=dollars(row.due_cents)), "caution"),)
    if row.reversed:
        chips = ((_("reversed"), "secondary"),)
    if row.kind.gives and not row.receipt and not row.reversed:
        chips = ((_("no signature yet"), "caution"),)
    amount = dollars(row.cents) if row.cents else ""
    left = _("{cents} left").format(cents=dollars(row.balance_cents))
    return RowText(what, second, amount, left, chips, quiet=row.reversed)


def _past(today: EnrollmentToday, occasion: Occasion) -> RowText:
    message = _("{n} of {of}: {outcome}").format(
        n=occasion.occasion_no,
        of=today.schedule.occasions,
        outcome=outcome_in_words(occasion.outcome),
    )
    chips = ((_("corrected"), "secondary"),) if occasion.revision > 1 else ()
    paid = dollars(occasion.paid_cents) if occasion.due_cents else ""
    return RowText(message, occasion.why, words.day(occasion.occurred_on), paid, chips)


SECTION = RewardsSection
