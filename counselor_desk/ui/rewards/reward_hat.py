"""The hats of this week's meetings: whose names are in them, and the draw, once."""

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.money import short_dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import draws
from counselor_desk.services.rewards.draws import Hat, InHat
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import Line
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Column, Group, beside
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList


class RewardHat(Screen):
    """One group of names for each hat of the last days."""

    title = lazy("Names in the hat")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"Occasion", "LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.empty = EmptyState(
            "groups",
            _("The hat is empty"),
            _(
                "Record who came to the meeting; each then has a name or more in the hat. A group's "
                "notes do it by themselves for the members who are enrolled with that group."
            ),
        )
        self.hats = Column()
        self.page.add(self.empty, self.hats)

    def refresh(self) -> None:
        self.ask(draws.lately, self.bridge.today()).then(self._show)

    def _show(self, found: list[Hat]) -> None:
        self.hats.clear()
        self.empty.setVisible(not found)
        self.hats.setVisible(bool(found))
        for one in found:
            self.hats.add(self._group(one))

    def _group(self, one: Hat) -> Group:
        names = RowList(_("Names in the hat"), fits=True)
        names.show_lines([(each.occasion_id, _line(each)) for each in one.names])
        drawn = words.count(min(one.winners, len(one.names)), "{n} name is drawn", "{n} names are drawn")
        said = f"{words.capital(words.day(one.on))}   ·   {drawn}"
        group = Group(one.title, text.quiet(said), names)
        if one.beyond and not one.is_drawn:
            beyond = text.body(draws.beyond_in_words(one))
            beyond.setObjectName("beyond")
            group.add(beyond)
        elif not one.is_drawn:
            button = action(_("Draw the names"), lambda: self._do_draw(one), "", "draw")
            make_primary(button)
            group.add(beside(button))
        return group

    def _do_draw(self, one: Hat) -> None:
        self.ask(draws.draw_from_hat, one.on, one.key).then(lambda _hats: self.refresh())


def _line(one: InHat) -> Line:
    names = words.count(one.names, "{n} name in the hat", "{n} names in the hat")
    won = ((f"{one.won} {short_dollars(one.cents)}", "ok"),) if one.won else ()
    return Line(one.client, names, chips=won, client_id=one.client_id)


SCREEN = RewardHat
