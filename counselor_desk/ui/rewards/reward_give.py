"""Hands a reward over: what the balance can bear, a witness where one is needed, a signature."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import accounts, cabinet, handing_over, schedules
from counselor_desk.services.rewards.accounts import Statement
from counselor_desk.services.rewards.cabinet import Shelf
from counselor_desk.services.rewards.handing_over import Given
from counselor_desk.services.rewards.schedules import Policy
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, beside
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.signature import SignaturePad
from counselor_desk.ui.kit.widgets.witness import SecondSigner
from counselor_desk.ui.rewards.lines import shelf_line


class RewardGive(Screen):
    """open(client_id=10)"""

    title = _("Hand over")
    needs = Can.GIVE_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"StockMovement", "Prize", "LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id, self._balance, self._above, self._today = 0, 0, 0, 0
        self._called = ""
        self._slips = set[str]()
        self._shelves: dict[int, Shelf] = {}
        self._given: Given | None = None
        self.give_button = self.page.primary(_("Hand over"), self._do_give, "Ctrl+Return", "hand")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.page.secondary(_("Back"), self._back, "Esc", "back")
        self.cabinet = RowList(_("In the cabinet"), fits=True)
        self.cabinet.always_lit = True  # this one is handed over
        self.cabinet.chosen.connect(lambda _chosen: self._chosen())
        self.cabinet.opened.connect(lambda _opened: self._do_give())
        self.second = SecondSigner(_("A colleague stands by"))
        self.choice = Group(_("In the cabinet"), self.cabinet)
        self.none = text.quiet(_("Nothing in the cabinet fits the balance. It stays for later."))
        self.page.add(self.none, self.choice, self.second)
        self._build_signature()

    def _build_signature(self) -> None:
        self.pad = SignaturePad(_("The client's signature"))
        self.sign_button = action(_("Keep the signature"), self._do_sign, "", "sign")
        make_primary(self.sign_button)
        self.sign_button.setEnabled(False)
        self.pad.changed.connect(lambda: self.sign_button.setEnabled(bool(self.pad.strokes())))
        self.received, self.prompts = text.body(), text.body()
        buttons = beside(
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
        self.ask(schedules.policy).then(self._know_policy)
        self.ask(staff.everyone).then(self._know_colleagues)
        self.ask(accounts.account, self._client_id).then(self._know_balance)
        self.ask(cabinet.cabinet).then(self._show)

    def _know_policy(self, policy: Policy) -> None:
        self._above = policy.witness_above_cents

    def _know_colleagues(self, everyone: list[Staff]) -> None:
        self.second.know(everyone, self.bridge.actor.id)

    def _know_balance(self, account: Statement) -> None:
        self._balance = account.balance_cents
        today = self.bridge.today()
        given = [r for r in account.rows if r.kind.gives and r.on == today and not r.reversed]
        self._today = -sum(row.cents for row in given)
        self._slips = {row.slip for row in account.rows if row.slip and not row.reversed}
        self._called = account.client.called
        self.strip.show_whose(account.client)
        self._say_balance(self._balance)

    def _say_balance(self, cents: int) -> None:
        said = _("{client} has {cents}").format(client=self._called, cents=dollars(cents))
        self.page.set_title(self.title, said)

    def _show(self, shelves: list[Shelf]) -> None:
        fitting = [s for s in shelves if s.pieces > 0 and s.cents <= self._balance]
        self._shelves = {shelf.id: shelf for shelf in fitting}
        fitting.sort(key=lambda shelf: shelf.prize_class not in self._slips)
        lines = [(s.id, shelf_line(s, drawn=s.prize_class in self._slips)) for s in fitting]
        self.cabinet.show_lines(lines)
        self.none.setVisible(not fitting)
        self.choice.setVisible(bool(fitting))
        self.give_button.setEnabled(bool(fitting))
        self._chosen()

    def _chosen(self) -> None:
        shelf = self._shelves.get(self.cabinet.current() or 0)
        self.second.setVisible(bool(shelf and shelf.cents + self._today > self._above))

    def _do_give(self) -> None:
        prize_id = self.cabinet.current()
        if prize_id is None or self._given is not None:
            return
        witness = None if self.second.isHidden() else self.second.witness()
        self.ask(handing_over.give, self._client_id, prize_id, witness).then(self._handed)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused):
            self.second.setVisible(self.second.isVisible() or "witness" in trouble.field)
            if self.second.refuse(trouble):
                return
        super().complain(trouble)

    def _handed(self, given: Given) -> None:
        self._given = given
        said = _("{item}, {value}. {left} is left on the account.").format(
            item=given.label, value=dollars(given.cents), left=dollars(given.balance_cents)
        )
        self.received.setText(said)
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
