"""Words that are on this computer alone, since the clinic's could not take them where they were typed."""

from typing import TYPE_CHECKING, Any

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.clipboard import copy_words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList

if TYPE_CHECKING:
    from counselor_desk.network.seat_desk import SeatDesk
    from counselor_desk.network.spool import Typed


class KeptTexts(Group):
    """Each with its reason; its words can be copied, and it goes when its person says so."""

    def __init__(self, screen: Screen, seat: "SeatDesk") -> None:
        super().__init__(_("Saved on this computer"))
        self._screen, self._seat = screen, seat
        self.none = text.quiet(
            _(
                "Nothing. What you type while the connection is down is saved here, encrypted, "
                "until it is back."
            )
        )
        self.list = RowList(_("Saved on this computer"), fits=True)
        self.buttons = side_by_side(
            action(_("Copy the words"), self._copy, name="copy_kept"),
            action(_("Remove from this computer"), self._remove, name="remove_kept"),
        )
        for part in (self.none, self.list, self.buttons):
            self.add(part)
        self.refresh()

    def refresh(self) -> None:
        kept = self._seat.waiting()
        self.list.show_lines([(one.place, _row(one)) for one in kept])
        for part in (self.list, self.buttons):
            part.setVisible(bool(kept))
        self.none.setVisible(not kept)

    def _chosen(self) -> "Typed | None":
        return next((one for one in self._seat.waiting() if one.place == self.list.current()), None)

    def _copy(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        sealed = getattr(chosen, "sealed", None)
        if sealed is None:
            self._hand_over("\n\n".join(_words_of(chosen.body)))
            return
        own = self._screen.bridge.own_words
        opened = self._screen.work(own.open_unsent, sealed.words, sealed.client_id, sealed.session_on)
        opened.then(self._hand_over)

    def _hand_over(self, said: str) -> None:
        if not said:
            self._screen.page.banner.say(_("There are no words here that can be copied."))
            return
        copy_words(said)
        self._screen.toast(_("Copied. Paste them where they belong."))

    def _remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if not chosen.refused:
            self._screen.page.banner.say(_("This text is sent automatically when the connection is back."))
            return
        self._seat.let_go(chosen.place)
        self.refresh()


def _row(one: "Typed") -> RowText:
    said = " ".join(_words_of(one.body))
    second = one.refused or _("Waits for the clinic's computer.")
    return RowText(said[:80] or _without_words(one), second, words.moment(one.typed_at))


def _without_words(one: "Typed") -> str:
    is_sealed = one.use_case.startswith("counseling.")
    return _("A separate counseling note, sealed") if is_sealed else _("Empty draft")


def _words_of(body: dict[str, Any]) -> list[str]:
    """What a person typed, without the choices of a form."""
    found: list[str] = []
    for value in body.values():
        if isinstance(value, str) and value.strip():
            found.append(value.strip())
        elif isinstance(value, dict):
            found += _words_of(value)
        elif isinstance(value, list):
            found += [part for one in value if isinstance(one, dict) for part in _words_of(one)]
    return found
