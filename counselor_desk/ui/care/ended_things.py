"""What has ended because a client left care: a list, and one key for each that goes on."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.services.clients.leaving import EndedThing
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action


class EndedThings(QWidget):
    """Groups and bookings, as they were before the discharge."""

    def __init__(
        self,
        things: Sequence[EndedThing],
        take_back: Callable[[EndedThing], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ended_things")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        column.addWidget(text.heading(_("Ended with the discharge")))
        column.addWidget(text.quiet(_("Take back what goes on: an after-care group, a last visit.")))
        for thing in things:
            back = link(_("Recall"), partial(take_back, thing), f"back_{thing.kind}_{thing.id}")
            column.addWidget(side_by_side(text.body(_said(thing)), back, stretch=0))
        column.addWidget(side_by_side(action(_("Done"), done, name="done")))


def _said(thing: EndedThing) -> str:
    if thing.kind == "group":
        return _("Group: {name}").format(name=thing.title)
    when = words.moment(thing.at) if thing.at is not None else words.full_day(thing.on)
    return _("Booking: {what}, {when}").format(what=thing.title, when=when)
