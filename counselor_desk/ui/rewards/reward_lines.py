"""The ledger on the screen, for an auditor: why was this client paid that much on that day."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import audits, ledger_lines
from counselor_desk.services.rewards.ledger_lines import LedgerFilter, LedgerLine
from counselor_desk.ui.kit import platform, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.rewards.lines import WORDS

SHOWN = 200


class RewardLines(Screen):
    """Narrowed as it is typed; the line that is chosen says its rule in one sentence."""

    title = lazy("The ledger, line by line")
    needs = Can.AUDIT_REWARDS
    in_navigation = False
    icon = "review"
    shows = frozenset({"LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found: dict[int, LedgerLine] = {}
        self.page.widen(820)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.page.secondary(_("Print the ledger"), self._do_print, platform.Key.Print, "ledger")
        self.form = FormWidget(
            Form.of(
                "",
                Field("first", _("From"), Kind.DATE, True),
                Field("last", _("To"), Kind.DATE, True, beside=True),
                Field("client", _("Client: name or number"), beside=True),
                Field("cents", _("Amount"), Kind.MONEY, beside=True),
            ),
            pause_ms=250,
        ).hold_elsewhere()
        self.form.setObjectName("filters")
        self.form.settled.connect(self._ask_lines)
        self.why, self.facts = text.strong().wrapped().selectable(), KeyValue()
        self.why.setObjectName("why")
        self.told = Group(_("This line"), self.why, self.facts)
        self.told.hide()
        self.list = RowList(_("Entries"), fits=True)
        self.list.always_lit = True  # what stands above is about this one
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.more = text.quiet()
        self.page.add(self.form, self.told, Group(_("Entries"), self.list, self.more))

    def refresh(self) -> None:
        if self.form.values()["first"] is None:
            today = self.bridge.today()
            _name, first, _last = audits.quarter_of(today)
            self.form.set_values({"first": first, "last": today})
        self._ask_lines()

    def commands(self) -> list[Command]:
        return [Command(_("Print the ledger"), self._do_print, platform.Key.Print, self.needs, "print")]

    def _ask_lines(self) -> None:
        given = self.form.values()
        self.form.mark_saved(given)
        if given["first"] is None or given["last"] is None:
            return
        wanted = LedgerFilter(given["first"], given["last"], given["client"] or "", given["cents"])
        self.ask(ledger_lines.lines, wanted).then(self._show)

    def _show(self, lines: list[LedgerLine]) -> None:
        self.page.banner.clear()
        self.form.accept()
        shown = lines[:SHOWN]
        self._found = {line.id: line for line in shown}
        self.list.show_lines([(line.id, _line(line)) for line in shown])
        earned = sum(line.cents for line in lines if line.cents > 0)
        given = -sum(line.cents for line in lines if line.cents < 0)
        message = words.count(len(lines), "{n} entry", "{n} entries")
        sums = _("{said}: {earned} earned or restored, {given} given or reversed")
        self.page.set_title(
            self.title, sums.format(said=message, earned=dollars(earned), given=dollars(given))
        )
        left = len(lines) - len(shown)
        self.more.setText(_("The newest {n}. Narrow the days for the others.").format(n=SHOWN))
        self.more.setVisible(left > 0)
        self._choose(self.list.current())

    def _choose(self, entry_id: int | None) -> None:
        line = self._found.get(entry_id) if entry_id is not None else None
        self.told.setVisible(line is not None)
        if line is None:
            return
        self.why.setText(_answer(line))
        self.facts.show_pairs(
            [
                (_("Client"), line.client),
                (_("Amount"), dollars(line.cents)),
                (_("Due"), dollars(line.due_cents) if line.cap else ""),
                (_("Limit"), line.cap),
                (_("By"), line.staff_name),
                (_("With"), line.witness),
                (_("Reason"), line.reason),
            ]
        )

    def _open(self, entry_id: int) -> None:
        line = self._found[entry_id]
        if line.client_id is not None and self.bridge.may(Can.GIVE_REWARD):
            self.go("reward_entry", entry_id=entry_id)

    def _do_print(self) -> None:
        given: dict[str, Any] = self.form.values()
        asked = {"first": given["first"], "last": given["last"]}
        self.go("paper", report="reward_ledger", asked=asked)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.form.refuse(trouble)):
            super().complain(trouble)


def _answer(line: LedgerLine) -> str:
    """ "2 March 2026: Occasion 7: After three full weeks: $14.50; next $14.50." """
    message = line.why or ", ".join(p for p in (WORDS.get(line.kind, ""), line.movement) if p)
    return f"{words.full_day(line.on)}  ·  {message}"


def _line(line: LedgerLine) -> RowText:
    what = ": ".join(p for p in (WORDS.get(line.kind, line.kind.value), line.movement) if p)
    second = "   ·   ".join(p for p in (line.client, line.why or line.reason) if p)
    amount = dollars(line.cents) if line.cents else ""
    chips = ((_("limited"), "caution"),) if line.cap else ()
    return RowText(
        first=what,
        second=second,
        right=amount,
        right_second=words.day(line.on),
        chips=chips,
        client_id=line.client_id,
        quiet=line.kind.value == "reversal",
    )


SCREEN = RewardLines
