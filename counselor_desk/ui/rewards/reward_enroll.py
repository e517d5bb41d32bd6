"""Enrolls a client in a schedule; what it costs and which limits it breaks is seen before."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind, Section
from counselor_desk.domain.rewards.schedule import Target
from counselor_desk.domain.roles import Can
from counselor_desk.services.chart import enrolling_page
from counselor_desk.services.chart.enrolling_page import EnrollingPage
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.rewards import schedules as reward_schedules
from counselor_desk.services.rewards.enrolling import EnrollmentTerms
from counselor_desk.services.rewards.schedules import CostPreview, FirstWeek, OfferedSchedule
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.rewards.bars import RewardBars
from counselor_desk.ui.rewards.lines import bars_of, cost_in_words, over_in_words, unpaid_in_words

DAYS = (lazy("Mon"), lazy("Tue"), lazy("Wed"), lazy("Thu"), lazy("Fri"), lazy("Sat"), lazy("Sun"))
USUAL_DAYS = {1: ("1",), 2: ("1", "4"), 3: ("0", "2", "4")}
ANALYTES = {Target.STIMULANT_NEGATIVE: "cocaine, methamphetamine, amphetamine"}
SHARE = 70  # percent of occasions met, for the expected cost
SAFETY = ("medication_offered", "naloxone_given", "overdose_education", "signed_off")


class RewardEnroll(Screen):
    """open(client_id=10)"""

    title = lazy("Enroll in rewards")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id = 0
        self._offered: dict[str, OfferedSchedule] = {}
        self._groups: Sequence[tuple[int, str]] = ()
        self.form: FormWidget | None = None
        self.enroll_button = self.page.primary(_("Enroll"), self._do_enroll, "Ctrl+Return", "enroll")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.bars, self.costs, self.over = RewardBars(), text.body(), text.body()
        self.over.setObjectName("over")
        self.worked = Group(_("Total"), self.costs, self.over, self.bars)
        self.worked.hide()

    def open(self, **where: Any) -> None:
        self._client_id = where.get("client_id", self._client_id)
        self._offered = {}
        self.refresh_now()

    def refresh(self) -> None:
        if self._client_id and not self._offered:
            self.strip.hide()
            self.ask(enrolling_page.enrolling_page, self._client_id).then(self._show)

    def _show(self, opened: EnrollingPage) -> None:
        self.strip.show_whose(opened.client)
        self._groups = opened.groups
        self._offered = {offer.schedule.id: offer for offer in opened.offers}
        if self.form is not None:
            discard(self.form)
        form = joining_form(opened.offers, opened.policy.limits.funding, opened.objectives, self._groups)
        today = self.bridge.today()
        self.form = FormWidget(form, {"funding": "clinic", "starts_on": today})
        self.form.changed.connect(self._changed)
        self.page.body.insertWidget(0, self.form)
        self.page.add(self.worked)
        self.form.focus_first()

    def _changed(self, key: str) -> None:
        if self.form is None or key not in ("schedule", "funding", "starts_on", "weekdays"):
            return
        given = self.form.values()
        offer = self._offered.get(given.get("schedule") or "")
        if offer is None:
            return
        if key == "schedule":
            days = list(USUAL_DAYS.get(offer.schedule.per_week, tuple("01234")))
            values = given | {"weekdays": days[: offer.schedule.per_week]}
            values["analytes"] = given.get("analytes") or ANALYTES.get(offer.schedule.target)
            if offer.schedule.target is Target.ATTENDANCE and len(self._groups) == 1:
                values["group"] = given.get("group") or str(self._groups[0][0])
            self.form.set_values(values)
            given = values
        funding = given.get("funding") or "clinic"
        on_days = tuple(int(day) for day in given.get("weekdays") or ())
        begins = FirstWeek(given["starts_on"], on_days) if given.get("starts_on") else None
        self.ask(reward_schedules.preview_cost, offer.schedule.id, funding, SHARE, begins).then(
            self._show_worked
        )

    def _show_worked(self, worked: CostPreview) -> None:
        self.worked.show()
        self.bars.show_bars(bars_of(worked), worked.schedule.unit)
        self.costs.setText(cost_in_words(worked))
        unpaid = unpaid_in_words(worked)
        self.page.banner.clear()
        if unpaid:  # above the form: nobody enrolls without having seen it
            self.page.banner.say(unpaid)
        said = [line for line in (unpaid, *over_in_words(worked)) if line]
        self.over.setText("\n".join(said))
        self.over.setVisible(bool(said))

    def _do_enroll(self) -> None:
        if self.form is None:
            return
        missing = self.form.form.missing(self.form.values())
        if missing:
            trouble = Refused(_("This is needed to enroll."), missing[0].key)
            self.form.refuse(trouble)
            return
        joining = joining_of(self.form.values())
        self.ask(enrolling.enroll, self._client_id, joining).then(lambda _made: self._enrolled())

    def _enrolled(self) -> None:
        self.toast(_("Enrolled"))
        self.go("chart", client_id=self._client_id, section="rewards")


def joining_form(
    offers: Sequence[OfferedSchedule],
    funding: dict[str, str],
    objectives: tuple[str, ...] = (),
    groups: Sequence[tuple[int, str]] = (),
) -> Form:
    """What an enrollment asks; the safety steps only where the target needs them."""
    agreed = _("The written protocol is followed, and no one who gives the rewards is related to the client")
    return Form(
        "",
        (
            _which_schedule(offers, funding),
            _what_is_rewarded(offers, objectives, groups),
            _before_an_opioid_target(offers),
            Section("", (Field("agreed", agreed, Kind.CHECK),)),
        ),
    )


def _of(offers: Sequence[OfferedSchedule], aims: Callable[[Target], bool]) -> tuple[str, ...]:
    """The schedules whose target is of this kind."""
    return tuple(offer.schedule.id for offer in offers if aims(offer.schedule.target))


def _which_schedule(offers: Sequence[OfferedSchedule], funding: dict[str, str]) -> Section:
    schedules = tuple(Choice(offer.schedule.id, offer.schedule.title) for offer in offers)
    money = tuple(Choice(code, name) for code, name in funding.items())
    days = tuple(Choice(str(at), day) for at, day in enumerate(DAYS))
    fields = (
        Field("schedule", _("Schedule"), Kind.CHOICE, True, schedules),
        Field("funding", _("Where the money comes from"), Kind.CHOICE, True, money),
        Field("starts_on", _("Begins"), Kind.DATE, True),
        Field("weekdays", _("Days"), Kind.CHOICES, True, days),
    )
    return Section("", fields)


def _what_is_rewarded(
    offers: Sequence[OfferedSchedule], objectives: tuple[str, ...], groups: Sequence[tuple[int, str]]
) -> Section:
    test = FieldCondition("schedule", _of(offers, lambda target: target.is_a_test))
    attend = _of(offers, lambda target: target is Target.ATTENDANCE)
    fields = (
        Field(
            "objective",
            _("Objective of the plan"),
            Kind.CHOICE if objectives else Kind.LINE,
            True,
            objectives,
            help=_("The target behavior as written in the treatment plan."),
        ),
        Field(
            "analytes",
            _("Negative for"),
            when=test,
            help=_("Only these count. A test positive for anything else still earns."),
        ),
        Field(
            "prescribed",
            _("Also prescribed, never a lapse"),
            when=test,
            beside=True,
            help=_("The chart's medications are counted automatically."),
        ),
        Field(
            "group",
            _("Group"),
            Kind.CHOICE,
            when=FieldCondition("schedule", attend if groups else ()),
            choices=tuple(Choice(str(one), name) for one, name in groups),
            help=_(
                "Its notes then make the outcome of who came by themselves. "
                "Without a group you record each one."
            ),
        ),
        Field(
            "by_session",
            _("Booked sessions count once they are marked as attended"),
            Kind.CHECK,
            when=FieldCondition("schedule", attend),
        ),
        Field("recommended_by", _("Recommended by"), required=True, help=_("The treating clinician.")),
    )
    return Section(_("What is rewarded"), fields)


def _before_an_opioid_target(offers: Sequence[OfferedSchedule]) -> Section:
    opioid = _of(offers, lambda target: target is Target.OPIOID_NEGATIVE)
    if not opioid:
        return Section("", ())
    safe = FieldCondition("schedule", opioid)
    fields = (
        Field(
            "medication_offered",
            _("Medication for opioid use disorder was offered, and accepted or declined"),
            Kind.CHECK,
            when=safe,
        ),
        Field("naloxone_given", _("Naloxone was given"), Kind.CHECK, when=safe),
        Field("overdose_education", _("Overdose education was done"), Kind.CHECK, when=safe),
        Field("signed_off", _("The treating clinician has signed it off"), Kind.CHECK, when=safe),
        Field(
            "safety",
            _("Why this target"),
            Kind.TEXT,
            when=safe,
            help=_(
                "Tolerance is lost without use: a return to use is then more "
                "dangerous. Rewards for staying on medication are safer."
            ),
        ),
    )
    return Section(_("Before an opioid target"), fields)


def joining_of(given: dict[str, Any]) -> EnrollmentTerms:
    def values_of(key: str) -> tuple[str, ...]:
        parts = (given.get(key) or "").split(",")
        return tuple(part.strip() for part in parts if part.strip())

    safety: dict[str, Any] = {key: bool(given[key]) for key in SAFETY if key in given}
    if safety:
        safety["reason"] = given.get("safety") or ""
    starts_on = given["starts_on"]
    assert isinstance(starts_on, date)
    return EnrollmentTerms(
        schedule=given["schedule"],
        objective=given["objective"],
        recommended_by=given["recommended_by"],
        funding=given["funding"],
        starts_on=starts_on,
        weekdays=tuple(int(day) for day in given["weekdays"] or ()),
        analytes=values_of("analytes"),
        prescribed=values_of("prescribed"),
        safety=safety,
        agreed=bool(given["agreed"]),
        group_id=int(given["group"]) if given.get("group") else None,
        by_session=bool(given.get("by_session")),
    )


SCREEN = RewardEnroll
