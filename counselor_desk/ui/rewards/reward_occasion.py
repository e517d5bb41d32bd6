"""One occasion as it was decided, and its correction by two people."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.reason import outcome_in_words
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Occasion
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import occasions, withdrawing
from counselor_desk.services.rewards.occasions import CorrectionForeseen, Observation, OccasionResult
from counselor_desk.services.rewards.withdrawing import WithdrawalForeseen
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.witness import SecondSigner


class RewardOccasion(Screen):
    """open(occasion_id=4, outcome="met", evidence="", reason="", specimen_id=7)"""

    title = lazy("Visit")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"Occasion"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._occasion: Occasion | None = None
        self._id = 0
        self._specimen_id: int | None = None
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.facts = KeyValue()
        self.form = FormWidget(
            Form.of(
                "",
                Field("outcome", _("Outcome"), Kind.CHOICE, choices=_outcomes()),
                Field("evidence", _("Evidence")),
                Field("reason", _("Why it is corrected")),
            )
        )
        self.form.changed.connect(lambda _key: self._foresee())
        self.foreseen = text.strong("").wrapped()
        self.foreseen.setObjectName("foreseen")
        self.foreseen.hide()
        self.second = SecondSigner(_("Witness"))
        self.correct_button = action(_("Correct the outcome"), self._do_correct, "", "correct")
        self.undo = Group(
            _("Correct"), self.form, self.foreseen, self.second, side_by_side(self.correct_button)
        )
        self.page.add(self.facts, self.undo)

    def open(self, **where: Any) -> None:
        self._id, self._specimen_id = where["occasion_id"], where.get("specimen_id")
        self.form.set_values({key: where.get(key) for key in ("outcome", "evidence", "reason")})
        self.refresh_now()

    def refresh(self) -> None:
        if self._id:
            self.ask(staff.witnesses).then(self.second.know)
            self.ask(occasions.read, self._id).then(self._show)

    def _show(self, occasion: Occasion) -> None:
        self._occasion = occasion
        self._foresee()
        self.ask(clients.read, occasion.client_id).then(self._name)
        paid = dollars(occasion.paid_cents) if occasion.due_cents else ""
        self.facts.show_pairs(
            [
                (_("Outcome"), outcome_in_words(occasion.outcome)),
                (_("Rule"), occasion.why),
                (_("Earned"), paid),
                (_("Evidence"), occasion.evidence),
                (_("Reason"), occasion.reason),
                (_("Recorded"), words.moment(occasion.recorded_at)),
            ]
        )

    def _name(self, client: Client) -> None:
        """Whose occasion it is stands first: nobody corrects the wrong client's."""
        if self._occasion is not None:
            title = _("Visit {n}").format(n=self._occasion.occasion_no)
            day = words.full_day(self._occasion.occurred_on)
            self.page.set_title(title, day)
            self.strip.show_whose(client)

    def _seen(self) -> Observation | None:
        given = self.form.values()
        if self._occasion is None or not given["outcome"]:
            return None
        return Observation(
            Outcome(given["outcome"]),
            self._occasion.occurred_on,
            given["evidence"] or "",
            given["reason"] or "",
            self._specimen_id,
        )

    def _foresee(self) -> None:
        """What the correction will pay, before the second person signs."""
        seen = self._seen()
        if seen is None or not seen.reason.strip():
            self.foreseen.hide()
            return
        if seen.outcome is Outcome.WITHDRAWN:
            self.ask(withdrawing.foresee_undoing, self._id).then(self._show_undone).otherwise(
                lambda _trouble: self.foreseen.hide()
            )
            return
        self.ask(occasions.foresee_correction, self._id, seen).then(self._show_foreseen).otherwise(
            lambda _trouble: self.foreseen.hide()
        )

    def _show_undone(self, foreseen: WithdrawalForeseen) -> None:
        self.foreseen.setText(" ".join(foreseen.sentences))
        self.foreseen.show()

    def _show_foreseen(self, foreseen: CorrectionForeseen) -> None:
        parts = [foreseen.why, foreseen.pays]
        parts.append(_("Balance {cents}").format(cents=dollars(foreseen.balance_cents)))
        if foreseen.next_due:
            parts.append(_("next {then}").format(then=foreseen.next_due))
        self.foreseen.setText("\n".join([" ".join(parts[:2]), ", ".join(parts[2:]) + "."]))
        self.foreseen.show()

    def _do_correct(self) -> None:
        seen, id_ = self._seen(), self._id
        if seen is None:
            self.complain(Refused(_("Choose the right outcome."), "outcome"))
            return
        if seen.outcome is Outcome.WITHDRAWN:
            self.second.prove(self, withdrawing.undo).follow(
                lambda proof: self.ask(withdrawing.undo, id_, seen.reason, proof)
            ).then(lambda occasion: self._done(occasion.id, occasion.why))
            return
        self.second.prove(self, occasions.correct).follow(
            lambda proof: self.ask(occasions.correct, id_, seen, proof)
        ).then(self._corrected)

    def _corrected(self, result: OccasionResult) -> None:
        self._done(result.occasion_id, " ".join([result.why, *result.prompts]))

    def _done(self, occasion_id: int, message: str) -> None:
        self.second.forget()
        self.form.set_values({})
        self.foreseen.hide()
        self._id = occasion_id
        self.toast(message)
        self.refresh()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        places = (self.form, self.second)
        if not (isinstance(trouble, Refused) and any(place.refuse(trouble) for place in places)):
            super().complain(trouble)

    def leave(self) -> None:
        self.second.forget()


def _outcomes() -> tuple[Choice, ...]:
    """What it can be corrected to; an error is undone, with all that hangs on it."""
    right = [Choice(one.value, outcome_in_words(one)) for one in Outcome if one.can_be_recorded]
    return (*right, Choice(Outcome.WITHDRAWN.value, _("Entered in error: undo it")))


SCREEN = RewardOccasion
