"""The schedules on offer: what each pays, costs and breaks, and the clinic's own versions."""

from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.cost import CostRange
from counselor_desk.domain.rewards.schedule import Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import schedules
from counselor_desk.services.rewards.schedules import CostPreview, OfferedSchedule, Policy
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.rewards.bars import RewardBars
from counselor_desk.ui.rewards.lines import bars_of, cost_in_words, over_in_words, table_in_words


class RewardSchedules(Screen):
    """The list at the top; below it what the chosen one comes to."""

    title = lazy("Schedules and what they cost")
    needs = Can.SEE_REWARDS
    in_navigation = False
    icon = "reports"
    shows = frozenset({"RewardSchedule", "RewardPolicy"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.widen(900)
        self._offered: dict[str, OfferedSchedule] = {}
        self.copy_button = self.page.primary(_("Copy and edit"), self._do_edit, "Ctrl+E", "edit")
        self.copy_button.setVisible(bridge.may(Can.EDIT_SCHEDULE))
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.list = RowList(_("Schedules"), fits=True)
        self.list.always_lit = True  # what stands below is about this one
        self.list.chosen.connect(lambda _chosen: self._ask_worked())
        self.costs, self.over, self.note = text.body(), text.body(), text.small()
        self.over.setObjectName("over")
        self.facts, self.bars = KeyValue(), RewardBars()
        self.table = text.body().selectable()
        self.question: FormWidget | None = None
        self.span = text.body()
        self.span.setObjectName("span")
        self.simulate_button = action(_("Calculate"), self._do_simulate, "", "simulate")
        self.chance = Group(_("What a program costs"))
        links = side_by_side(
            link(_("Print what you can earn"), self._do_print, "print"),
            link(_("No longer offer this one"), self._do_retire, "retire"),
        )
        self.about = Group("", self.costs, self.over, self.bars, links, self.facts, self.note)
        self.page.add(self.list, self.about, self.chance, Group(_("Full table"), self.table))

    def refresh(self) -> None:
        self.ask(schedules.policy).then(self._know_policy)
        self.ask(schedules.schedules).then(self._show)

    def _know_policy(self, policy: Policy) -> None:
        if self.question is not None:
            return
        money = tuple(Choice(code, name) for code, name in policy.limits.funding.items())
        fields = (
            Field("funding", _("Money"), Kind.CHOICE, choices=money, beside=True),
            Field("percent", _("Met, in percent"), Kind.NUMBER, low=0, high=100, beside=True),
            Field("clients", _("Clients"), Kind.NUMBER, low=1, high=1000, beside=True),
        )
        first = {"funding": "clinic", "percent": 70, "clients": 20}
        self.question = FormWidget(Form.of("", *fields), first)
        self.question.changed.connect(lambda _key: self._ask_worked())
        for widget in (self.question, side_by_side(self.simulate_button), self.span):
            self.chance.add(widget)
        self._ask_worked()

    def _show(self, offers: list[OfferedSchedule]) -> None:
        self._offered = {offer.schedule.id: offer for offer in offers}
        self.list.show_lines([(offer.schedule.id, _line(offer)) for offer in offers])

    def _given(self) -> tuple[str, int, int]:
        given: dict[str, Any] = self.question.values() if self.question else {}
        percent, clients = given.get("percent"), given.get("clients") or 20
        return given.get("funding") or "clinic", 70 if percent is None else percent, clients

    def _ask_worked(self) -> None:
        key = self.list.current()
        if key is None or self.question is None:
            return
        funding, percent, _clients = self._given()
        self.span.setText("")
        self.ask(schedules.preview_cost, key, funding, percent).then(self._show_worked)

    def _show_worked(self, worked: CostPreview) -> None:
        schedule = worked.schedule
        self.about.heading.setText(schedule.title)
        self.costs.setText(cost_in_words(worked))
        self.over.setText("\n".join(over_in_words(worked)))
        self.over.setVisible(bool(worked.crossings))
        self.bars.show_bars(bars_of(worked), schedule.unit)
        self.facts.show_pairs([(_("Version"), schedule.title_in_words), (_("Source"), schedule.source)])
        self.note.setText(schedule.note)
        self.table.setText(table_in_words(worked))

    def _do_simulate(self) -> None:
        _funding, percent, clients = self._given()
        key = self.list.current()
        self.ask(schedules.simulate_cost, key, percent, clients).then(self._show_span)

    def _show_span(self, span: CostRange) -> None:
        _funding, percent, clients = self._given()
        message = _(
            "{clients} clients who meet {percent}%: half of such programs cost under {middle}, "
            "nine of ten from {low} to {high}."
        )
        self.span.setText(
            message.format(
                clients=clients,
                percent=percent,
                middle=dollars(span.middle),
                low=dollars(span.low),
                high=dollars(span.high),
            )
        )

    def _do_edit(self) -> None:
        if self.list.current():
            self.go("reward_schedule_edit", schedule=self.list.current())

    def _do_print(self) -> None:
        if self.list.current():
            self.go("paper", report="reward_chart", asked={"schedule": self.list.current()})

    def _do_retire(self) -> None:
        if not self._offered[self.list.current()].is_own:
            self.complain(Refused(_("This schedule came with the program and stays.")))
            return
        self.ask(schedules.retire, self.list.current()).then(lambda _done: self.refresh())


def _line(offer: OfferedSchedule) -> RowText:
    schedule: Schedule = offer.schedule
    chips = ((_("our own"), "accent"),) if offer.is_own else ()
    second = f"{schedule.target.words.capitalize()}   ·   {schedule.title_in_words}"
    return RowText(schedule.title, second, chips=chips)


SCREEN = RewardSchedules
