"""Rewards of everyone: whose occasion is due, and the ways to the cabinet and the books."""

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import accounts
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.accounts import BalanceHolder
from counselor_desk.services.rewards.today import DueOccasion
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import Link, link
from counselor_desk.ui.kit.widgets.numbers import Numbers
from counselor_desk.ui.kit.widgets.rows import RowList

AHEAD = 7
WAYS = (
    ("reward_hat", lazy("Names in the drawing"), Can.RECORD_REWARD),
    ("reward_cabinet", lazy("Prize cabinet"), Can.SEE_REWARDS),
    ("reward_schedules", lazy("Schedules and what they cost"), Can.SEE_REWARDS),
    ("reward_limits", lazy("Money limits"), Can.EDIT_SCHEDULE),
    ("reward_audit", lazy("Books and audit"), Can.AUDIT_REWARDS),
    ("reward_lines", lazy("The ledger, line by line"), Can.AUDIT_REWARDS),
)


class RewardsScreen(Screen):
    """Due today and in the week ahead; Enter opens the client's rewards."""

    title = lazy("Rewards")
    needs = Can.SEE_REWARDS
    order = 45
    icon = "rewards"
    shows = frozenset({"Enrollment", "Occasion", "LedgerEntry"})
    counter = reward_views.due_today

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._clients: dict[int, int] = {}
        self.due, self.ahead = RowList(_("Due"), fits=True), RowList(_("Ahead"), fits=True)
        for rows in (self.due, self.ahead):
            rows.opened.connect(self._open)
        self.today = Group(_("Due"), self.due)
        self.week = Group(_("In the week ahead"), self.ahead)
        self.empty = EmptyState(
            "rewards",
            _("Nothing is due"),
            _("Clients who are enrolled in a reward schedule are listed here when their day comes."),
        )
        ways = [self._way(name, str(title)) for name, title, needs in WAYS if bridge.may(needs)]
        self.numbers = Numbers(self.page.reveal)
        self.page.add(side_by_side(*ways), self.numbers, self.empty, self.today, self.week)
        self.owed = RowList(_("Reward to give"), fits=True)
        self.owed.opened.connect(lambda client: self.go("reward_give", client_id=client))
        self.handing = Group(_("Reward to give"), self.owed)
        self.handing.hide()
        self.due_count = self.numbers.add("number_due", self.due)
        self.ahead_count = self.numbers.add("number_ahead", self.ahead)
        self.owed_count = self.numbers.add("number_owed", self.owed)
        self.page.add(self.handing)

    def _way(self, name: str, title: str) -> Link:
        return link(title, lambda: self.go(name), name)

    def refresh(self) -> None:
        if self.bridge.may(Can.RECORD_REWARD):
            self.ask(reward_views.due_occasions, AHEAD).then(self._show)
        else:
            self._show([])
        if self.bridge.may(Can.GIVE_REWARD):
            self.ask(accounts.balance_holders).then(self._show_holders)

    def _show_holders(self, balance_holders: list[BalanceHolder]) -> None:
        self.handing.setVisible(bool(balance_holders))
        lines = [
            (
                balance_holder.client_id,
                RowText(
                    balance_holder.client,
                    "",
                    dollars(balance_holder.balance_cents),
                    client_id=balance_holder.client_id,
                ),
            )
            for balance_holder in balance_holders
        ]
        self.owed.show_lines(lines)
        message = words.count(len(balance_holders), "{n} with a reward to give", "{n} with a reward to give")
        self.owed_count.show_count(message if balance_holders else "")

    def _show(self, due_occasions: list[DueOccasion]) -> None:
        today = self.bridge.today()
        now = [due for due in due_occasions if due.due_on <= today]
        later = [due for due in due_occasions if due.due_on > today]
        self._clients = {due.enrollment_id: due.client_id for due in due_occasions}
        self.due.show_lines([(due.enrollment_id, _line(due)) for due in now])
        self.ahead.show_lines([(due.enrollment_id, _line(due)) for due in later])
        self.today.setVisible(bool(now))
        self.week.setVisible(bool(later))
        self.empty.setVisible(not due_occasions)
        if not self.bridge.may(Can.RECORD_REWARD):
            title = _("Recorded by the counselors")
            self.empty.say(
                title, _("Who works with a client sees what is due. The cabinet and the schedules are above.")
            )
        message = words.count(len(now), "{n} visit is due", "{n} visits are due")
        self.due_count.show_count(message if now else "")
        message = words.count(len(later), "{n} in the week ahead", "{n} in the week ahead")
        self.ahead_count.show_count(message if later else "")

    def back(self) -> bool:
        return self.numbers.back()

    def _open(self, enrollment_id: int) -> None:
        self.go("chart", client_id=self._clients[enrollment_id], section="rewards")

    def commands(self) -> list[Command]:
        return [
            Command(str(title), lambda name=name: self.go(name), needs=needs)  # type: ignore[misc]
            for name, title, needs in WAYS
        ]


def _line(due: DueOccasion) -> RowText:
    second = _("{n} of {of}   ·   {title}").format(n=due.number, of=due.of, title=due.title)
    return RowText(due.client, second, due.earns, words.day(due.due_on), client_id=due.client_id)


SCREEN = RewardsScreen
