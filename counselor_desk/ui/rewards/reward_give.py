"""Hands a reward over: what the balance can bear, a witness where one is needed, a signature."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import handing_over, on_offer
from counselor_desk.services.rewards.handing_over import HandOver
from counselor_desk.services.rewards.on_offer import HandOverChoices, OfferedPrize
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.signature import SignaturePad
from counselor_desk.ui.kit.widgets.witness import SecondSigner
from counselor_desk.ui.rewards.lines import shelf_line


class RewardGive(Screen):
    """open(client_id=10)"""

    title = lazy("Give reward")
    needs = Can.GIVE_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"StockMovement", "Prize", "LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id, self._called = 0, ""
        self._prizes: dict[int, OfferedPrize] = {}
        self._given: HandOver | None = None
        self.give_button = self.page.primary(_("Give reward"), self._do_give, "Ctrl+Return", "hand")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.page.secondary(_("Back"), self._back, "Esc", "back")
        self.cabinet = RowList(_("In the cabinet"), fits=True)
        self.cabinet.always_lit = True  # this one is handed over
        self.cabinet.chosen.connect(lambda _chosen: self._chosen())
        self.cabinet.opened.connect(lambda _opened: self._do_give())
        self.second = SecondSigner(_("Witness"))
        self.choice = Group(_("In the cabinet"), self.cabinet)
        self.none = text.quiet(
            _(
                "Nothing in the cabinet fits the balance. It carries over. Whoever manages the "
                "prize cabinet can add stock."
            )
        )
        self.page.add(self.none, self.choice, self.second)
        self._build_signature()

    def _build_signature(self) -> None:
        self.pad = SignaturePad(_("The client's signature"))
        self.sign_button = action(_("Save signature"), self._do_sign, "", "sign")
        make_primary(self.sign_button)
        self.sign_button.setEnabled(False)
        self.pad.changed.connect(lambda: self.sign_button.setEnabled(bool(self.pad.strokes())))
        self.received, self.prompts = text.body(), text.body()
        buttons = side_by_side(
            self.sign_button,
            link(_("Start over"), self.pad.clear, "clear"),
            link(_("Print the receipt to sign"), self._do_print, "print"),
            link(_("Signed on paper"), self._on_paper, "on_paper"),
        )
        self.signature = Group(_("Received"), self.received, self.prompts, self.pad, buttons)
        self.signature.hide()
        self.page.add(self.signature)

    def open(self, **where: Any) -> None:
        self._client_id = where["client_id"]
        self._given = None
        self._say_given(False)
        self.refresh_now()

    def refresh(self) -> None:
        if not self._client_id or self._given is not None:
            return
        self.ask(on_offer.choices, self._client_id).then(self._show)

    def _say_balance(self, cents: int) -> None:
        message = _("{client} has {cents}").format(client=self._called, cents=dollars(cents))
        self.page.set_title(self.title, message)

    def _show(self, choices: HandOverChoices) -> None:
        self._called = choices.client.called
        self.strip.show_whose(choices.client)
        self._say_balance(choices.balance_cents)
        self.second.know(choices.witnesses)
        self._prizes = {prize.shelf.id: prize for prize in choices.prizes}
        lines = [(p.shelf.id, shelf_line(p.shelf, drawn=p.slip_drawn)) for p in choices.prizes]
        self.cabinet.show_lines(lines)
        self.none.setVisible(not lines)
        self.choice.setVisible(bool(lines))
        self.give_button.setEnabled(bool(lines))
        self._chosen()

    def _chosen(self) -> None:
        prize = self._prizes.get(self.cabinet.current() or 0)
        self.second.setVisible(prize is not None and prize.needs_witness)

    def _do_give(self) -> None:
        prize_id = self.cabinet.current()
        if prize_id is None or self._given is not None:
            return
        client_id = self._client_id
        if self.second.isHidden():
            self.ask(handing_over.give, client_id, prize_id).then(self._handed)
            return
        self.second.prove(self, handing_over.give).follow(
            lambda proof: self.ask(handing_over.give, client_id, prize_id, proof)
        ).then(self._handed)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused):
            self.second.setVisible(self.second.isVisible() or "witness" in trouble.field)
            if self.second.refuse(trouble):
                return
        super().complain(trouble)

    def _handed(self, given: HandOver) -> None:
        self._given = given
        message = _("{item}, {value}. {left} is left on the account.").format(
            item=given.label, value=dollars(given.cents), left=dollars(given.balance_cents)
        )
        self.received.setText(message)
        self._say_balance(given.balance_cents)
        self.prompts.setText("\n".join(given.prompts))
        self.prompts.setVisible(bool(given.prompts))
        self.second.forget()
        self._say_given(True)

    def _say_given(self, given: bool) -> None:
        self.pad.clear()
        self.page.banner.clear()
        self.signature.setVisible(given)
        self.choice.setHidden(given)
        self.second.hide()
        self.none.hide()
        self.give_button.setVisible(not given)

    def _do_sign(self) -> None:
        if self._given is not None:
            strokes = self.pad.strokes()
            self.ask(handing_over.sign_receipt, self._given.entry_id, strokes).then(
                lambda _receipt: self._back()
            )

    def _on_paper(self) -> None:
        if self._given is not None:
            self.ask(handing_over.sign_receipt, self._given.entry_id, []).then(lambda _receipt: self._back())

    def _do_print(self) -> None:
        if self._given is not None:
            asked = {"entry_id": self._given.entry_id}
            self.go("paper", report="reward_receipt", asked=asked)

    def _back(self) -> None:
        if self.bridge.may(Can.RECORD_REWARD):
            self.go("chart", client_id=self._client_id, section="rewards")
        else:
            self.go("back")

    def leave(self) -> None:
        self.second.forget()


SCREEN = RewardGive
