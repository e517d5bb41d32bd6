"""One entry of a client's account: its receipt, and the only correction there is, its reversal."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import accounts, handing_over
from counselor_desk.services.rewards.accounts import EntryRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.witness import SecondSigner
from counselor_desk.ui.rewards.lines import WORDS


class RewardEntry(Screen):
    """open(entry_id=4)"""

    title = lazy("Entry")
    needs = Can.GIVE_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"LedgerEntry", "Receipt"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._entry_id, self._occasion_id = 0, 0
        self.print_button = self.page.primary(_("Print the receipt"), self._do_print, Key.Print)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.facts = KeyValue()
        self.reason = FormWidget(Form.of("", Field("reason", _("Why it is reversed"))))
        self.second = SecondSigner(_("Witness"))
        self.reverse_button = action(_("Reverse this entry"), self._do_reverse, "", "reverse")
        self.undo = Group(_("Reverse"), self.reason, self.second, side_by_side(self.reverse_button))
        self.why = text.body()
        self.why.setObjectName("why")
        self.way = link(_("Open the visit"), self._open_occasion, "occasion")
        self.page.add(self.why, self.facts, side_by_side(self.way), self.undo)

    def open(self, **where: Any) -> None:
        self._entry_id = where["entry_id"]
        self.refresh_now()

    def refresh(self) -> None:
        if self._entry_id:
            self.ask(staff.witnesses).then(self.second.know)
            self.ask(accounts.entry, self._entry_id).then(self._show)

    def _show(self, row: EntryRow) -> None:
        title = _("Entry {number}").format(number=row.number)
        self.page.set_title(title, words.full_day(row.on))
        self.ask(clients.read, row.client_id).then(self.strip.show_whose)
        self._occasion_id = row.occasion_id or 0
        self.why.setText(row.why)
        self.why.setVisible(bool(row.why))
        self.way.setVisible(bool(row.why))
        self.facts.show_pairs(
            [
                (_("What"), WORDS.get(row.kind, row.kind.value)),
                (_("Amount"), dollars(row.cents)),
                (_("Due"), dollars(row.due_cents) if row.cap_code else ""),
                (_("Limit"), row.cap),
                (_("Slip"), row.slip),
                (_("Prize"), row.item),
                (_("By"), row.staff_name),
                (_("With"), row.witness),
                (_("Reason"), row.reason),
                (_("Balance after it"), dollars(row.balance_cents)),
            ]
        )
        self.print_button.setVisible(row.kind.gives)
        self.undo.setVisible(not row.reversed and row.reverses is None)

    def _open_occasion(self) -> None:
        self.go("reward_occasion", occasion_id=self._occasion_id)

    def _do_print(self) -> None:
        self.go("paper", report="reward_receipt", asked={"entry_id": self._entry_id})

    def _do_reverse(self) -> None:
        undone = self._entry_id, self.reason.values()["reason"] or ""
        self.second.prove(self, handing_over.reverse).follow(
            lambda proof: self.ask(handing_over.reverse, *undone, proof)
        ).then(lambda _entry: self._reversed())

    def _reversed(self) -> None:
        self.second.forget()
        self.reason.set_values({})
        self.toast(_("Reversed"))
        self.refresh()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        places = (self.reason, self.second)
        if not (isinstance(trouble, Refused) and any(place.refuse(trouble) for place in places)):
            super().complain(trouble)

    def leave(self) -> None:
        self.second.forget()


SCREEN = RewardEntry
