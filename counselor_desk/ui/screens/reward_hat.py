"""The hat of a meeting: whose names are in it, and the draw, once."""

from counselor_desk.domain.money import short_dollars
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.services import hat
from counselor_desk.services.hat import InHat
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.widgets.empty import EmptyState
from counselor_desk.ui.widgets.rows import RowList


class RewardHat(Screen):
    """Today's hat."""

    title = _("Names in the hat")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"Occasion", "LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.draw_button = self.page.primary(_("Draw the names"), self._do_draw, "", "draw")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.list = RowList(_("Names in the hat"), fits=True)
        self.empty = EmptyState(
            "groups",
            _("The hat is empty"),
            _("Record who came to the meeting; each then has a name or more in the hat."),
        )
        self.page.add(self.empty, self.list)

    def refresh(self) -> None:
        self.ask(hat.in_hat, self.bridge.now().astimezone().date()).then(self._show)

    def _show(self, found: list[InHat]) -> None:
        drawn = any(one.won for one in found)
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        self.draw_button.setVisible(bool(found) and not drawn)
        self.list.show_lines([(one.occasion_id, _line(one)) for one in found])

    def _do_draw(self) -> None:
        self.ask(hat.draw_from_hat, self.bridge.now().astimezone().date()).then(self._show)


def _line(one: InHat) -> Line:
    names = words.count(one.names, _("{n} name in the hat"), _("{n} names in the hat"))
    won = ((f"{one.won} {short_dollars(one.cents)}", "ok"),) if one.won else ()
    return Line(one.client, names, chips=won, client_id=one.client_id)


SCREEN = RewardHat
