"""One enrollment at a glance: what is earned now, why, what happens otherwise, and the answer."""

from datetime import timedelta
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Field, FieldCondition, Form, Kind
from counselor_desk.domain.money import dollars, short_dollars
from counselor_desk.domain.rewards.prize_bowl import Bowl
from counselor_desk.domain.rewards.reason import outcome_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule, Target
from counselor_desk.services.rewards.occasions import Observation, OccasionResult
from counselor_desk.services.rewards.occasions_due import EARLY_DAYS
from counselor_desk.services.rewards.today import EnrollmentToday
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.focus import stops_in
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import make_primary
from counselor_desk.ui.rewards.bars import RewardBars

USUAL = (Outcome.MET, Outcome.NOT_MET, Outcome.EXCUSED, Outcome.MISSED)
RARE = (Outcome.REFUSED, Outcome.INVALID, Outcome.CLINIC)
EVIDENCE = Glossary(
    {
        Target.STIMULANT_NEGATIVE: lazy("Point-of-care test, read now"),
        Target.OPIOID_NEGATIVE: lazy("Point-of-care test, read now"),
        Target.OTHER_NEGATIVE: lazy("Point-of-care test, read now"),
        Target.ATTENDANCE: lazy("Sign-in sheet"),
        Target.MEDICATION_TAKEN: lazy("Dose seen taken"),
    }
)


class TodayPanel(QWidget):
    """Shows a Today; `answered` carries what was seen, once a button is pressed."""

    answered = Signal(int, object)  # enrollment id, Seen
    opened = Signal(int)  # the occasion to correct

    def __init__(self) -> None:
        super().__init__()
        self.today: EnrollmentToday | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.TIGHT, 0, look.PAGE)
        self._column.setSpacing(look.TIGHT)
        self.where, self.because = text.quiet(), text.quiet()
        self.because.setWordWrap(False)
        self.answer = text.Text("", 2.0, QFont.Weight.DemiBold, QPalette.ColorRole.WindowText)
        self.answer.setObjectName("earns")
        self.buttons = {outcome: self._button(outcome) for outcome in (*USUAL, *RARE)}
        make_primary(self.buttons[Outcome.MET])
        self.otherwise, self.standing, self.limit = text.body(), text.quiet(), text.body()
        self.otherwise.setObjectName("otherwise")
        self.standing.setObjectName("standing")
        self.bars = RewardBars()
        self.details: FormWidget | None = None
        self._by_hand = False  # the bowl stands here: said once, it stays so
        self._details = QVBoxLayout()
        self._result = QVBoxLayout()
        self._build()

    def _build(self) -> None:
        usual = side_by_side(*(self.buttons[outcome] for outcome in USUAL))
        rare = side_by_side(*(self.buttons[outcome] for outcome in RARE))
        self.more = link(_("Another outcome"), lambda: rare.setVisible(rare.isHidden()), "more")
        rare.hide()
        self._column.addLayout(self._result)
        for widget in (self.where, side_by_side(self.answer, self.because), self.limit, usual):
            self._column.addWidget(widget)
        self._column.addWidget(side_by_side(self.more, rare))
        self._column.addWidget(self.otherwise)
        self._column.addLayout(self._details)
        self._column.addWidget(self.standing)
        self._column.addWidget(self.bars)

    def _button(self, outcome: Outcome) -> QPushButton:
        button = QPushButton(outcome_in_words(outcome))
        button.setObjectName(outcome.value)
        button.clicked.connect(lambda: self._answer(outcome))
        button.setMinimumWidth(96)
        return button

    def show_today(self, today: EnrollmentToday) -> None:
        self.today = today
        schedule, standing = today.schedule, today.standing
        ended = today.due_on is None or today.enrollment.ended_at is not None
        far = today.due_on is None or today.due_on - today.on > timedelta(days=EARLY_DAYS)
        self.where.setText(self._where(today))
        self.answer.setText(_("Completed") if ended else words.capital(today.earns))
        self.because.setText(today.because)
        self.bars.show_bars(today.bars, schedule.unit)
        for button in self.buttons.values():
            button.setEnabled(not ended and not far)
        self.otherwise.setText(_otherwise(today))
        self.standing.setText(_standing(today))
        self._say_limit(today)
        self._renew_details(today, ended or far)
        self.setAccessibleName(f"{schedule.title}, {standing.number} / {schedule.occasions}")

    @staticmethod
    def _where(today: EnrollmentToday) -> str:
        title, number = today.schedule.title, today.standing.number + 1
        if today.due_on is None:
            return title
        message = _("{day}, visit {n} of {of}   ·   {title}")
        day = words.capital(words.day(today.due_on, today.on))
        return message.format(day=day, n=number, of=today.schedule.occasions, title=title)

    def _say_limit(self, today: EnrollmentToday) -> None:
        """What stands in the way, before the award and not after it."""
        pay, messages = today.payment, []
        if pay and pay.withheld:
            title = next(cap.title for cap in today.caps if cap.code == pay.cap_code)
            words_of = _("Of {due} due, {paid} can be paid. {title}.")
            messages.append(words_of.format(due=dollars(pay.due), paid=dollars(pay.paid), title=title))
        if today.lacking and today.met:
            named = ", ".join(today.lacking)
            messages.append(_("Nothing in the cabinet for a slip of: {named}.").format(named=named))
        self.limit.setText("\n".join(messages))
        self.limit.setVisible(bool(messages))

    def _renew_details(self, today: EnrollmentToday, over: bool) -> None:
        empty(self._details)
        self.details = None
        if over:
            return
        day = today.due_on if today.due_on and today.due_on <= today.on else today.on
        values = {
            "evidence": EVIDENCE.get(today.enrollment.target, ""),
            "on": day,
            "by_hand": self._by_hand,
        }
        self.details = FormWidget(_details(today.schedule), values)
        self._details.addWidget(self.details)
        for widget, after in pairwise([self.more, *stops_in(self.details)]):
            QWidget.setTabOrder(widget, after)

    def _answer(self, outcome: Outcome) -> None:
        if self.today is None or self.details is None:
            return
        given = self.details.values()
        self._by_hand = bool(given.get("by_hand"))
        slips = _slips(given, self.today.schedule.bowl) if given.get("by_hand") else None
        seen = Observation(
            outcome,
            given["on"] or self.today.on,
            (given["evidence"] or "") if outcome is not Outcome.MISSED else "",
            given["reason"] or "",
            slips=slips if outcome is Outcome.MET else None,
        )
        self.answered.emit(self.today.enrollment.id, seen)

    def refuse(self, trouble: Refused) -> bool:
        return self.details is not None and self.details.refuse(trouble)

    def say(self, outcome: OccasionResult) -> None:
        """What was earned just now, by which rule, with the slips that were drawn."""
        empty(self._result)
        label = text.heading(outcome.why).wrapped()
        label.setObjectName("why")
        self._result.addWidget(label)
        if outcome.slips:
            chips = [Chip(name, "ok" if name != "Good job!" else "secondary") for name in outcome.slips]
            self._result.addWidget(side_by_side(*chips))
        for prompt in outcome.prompts:
            self._result.addWidget(text.body(prompt))
        self._result.addSpacing(look.GAP)

    def is_busy(self, busy: bool) -> None:
        for button in self.buttons.values():
            button.setDisabled(busy or self.details is None)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)


def _otherwise(today: EnrollmentToday) -> str:
    """The two ways it can go otherwise, one after the other."""
    shown = (Outcome.NOT_MET, Outcome.EXCUSED)
    return "\n".join(today.sentences[outcome] for outcome in shown if outcome in today.sentences)


def _standing(today: EnrollmentToday) -> str:
    parts = [_("Balance {cents}").format(cents=dollars(today.balance_cents))]
    for cap in today.caps:
        if not cap.cents:
            parts.append(cap.title)
            continue
        message = _("{paid} of {cap} this year") if "year" in cap.code else _("{paid} of {cap}")
        parts.append(message.format(paid=dollars(cap.paid_cents), cap=short_dollars(cap.cents)))
    if today.after_on:
        parts.append(_("next visit {day}").format(day=words.day(today.after_on, today.on)))
    if today.schedule.unit is RewardUnit.DRAWS and today.met and today.schedule.bowl:
        chance = float(today.schedule.bowl.chance_of_a_prize(today.met.due))
        parts.append(_("{percent}% for at least one prize").format(percent=round(chance * 100)))
    return "   ·   ".join(parts)


def _details(schedule: Schedule) -> Form:
    """What else is said about an occasion; most of it is there already."""
    fields = [
        Field("evidence", _("Evidence")),
        Field("reason", _("Reason, if excused or the clinic's side"), beside=True),
        Field("on", _("Day"), Kind.DATE, beside=True),
    ]
    if schedule.unit is RewardUnit.DRAWS and schedule.bowl is not None:
        fields.append(Field("by_hand", _("Drawn from a physical bowl"), Kind.CHECK))
        shown = FieldCondition("by_hand", ("True",))
        fields += [
            Field(f"slip{at}", slip.name, Kind.NUMBER, low=0, high=99, when=shown, beside=at > 0)
            for at, slip in enumerate(schedule.bowl.slips)
        ]
    return Form.of("", *fields)


def _slips(given: dict[str, object], bowl: Bowl | None) -> tuple[str, ...]:
    """The slips drawn by hand, from how many of each."""
    drawn: list[str] = []
    for at, slip in enumerate(bowl.slips if bowl else ()):
        count = given.get(f"slip{at}")
        drawn += [slip.name] * (count if isinstance(count, int) else 0)
    return tuple(drawn)
