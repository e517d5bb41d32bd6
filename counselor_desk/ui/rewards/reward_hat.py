"""The hats of this week's meetings: whose names are in them, and the draw, once."""

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.money import short_dollars
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import draws
from counselor_desk.services.rewards.draws import Hat, NameInDraw
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Column, Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList


class RewardHat(Screen):
    """One group of names for each hat of the last days."""

    title = lazy("Names in the drawing")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"
    shows = frozenset({"Occasion", "LedgerEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.empty = EmptyState(
            "groups",
            _("No names in the drawing yet"),
            _(
                "Record who came to the meeting; each then has one or more names in the drawing. "
                "A group's notes do this automatically for members who are enrolled with that "
                "group."
            ),
        )
        self.hats = Column()
        self.page.add(self.empty, self.hats)

    def refresh(self) -> None:
        self.ask(draws.recent_hats, self.bridge.today()).then(self._show)

    def _show(self, hats: list[Hat]) -> None:
        self.hats.clear()
        self.empty.setVisible(not hats)
        self.hats.setVisible(bool(hats))
        for hat in hats:
            self.hats.add(self._group(hat))

    def _group(self, hat: Hat) -> Group:
        names = RowList(_("Names in the drawing"), fits=True)
        names.show_lines([(each.occasion_id, _line(each)) for each in hat.names])
        drawn = words.count(min(hat.winners, len(hat.names)), "{n} name is drawn", "{n} names are drawn")
        message = f"{words.capital(words.day(hat.on))}   ·   {drawn}"
        group = Group(hat.title, text.quiet(message), names)
        if hat.beyond and not hat.is_drawn:
            beyond = text.body(draws.beyond_in_words(hat))
            beyond.setObjectName("beyond")
            group.add(beyond)
        elif not hat.is_drawn:
            button = action(_("Draw the names"), lambda: self._do_draw(hat), "", "draw")
            make_primary(button)
            group.add(side_by_side(button))
        return group

    def _do_draw(self, hat: Hat) -> None:
        self.ask(draws.draw_from_hat, hat.on, hat.key).then(lambda _hats: self.refresh())


def _line(entrant: NameInDraw) -> RowText:
    names = words.count(entrant.names, "{n} name in the drawing", "{n} names in the drawing")
    won = ((f"{entrant.won} {short_dollars(entrant.cents)}", "ok"),) if entrant.won else ()
    return RowText(entrant.client, names, chips=won, client_id=entrant.client_id)


SCREEN = RewardHat
