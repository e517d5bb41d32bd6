"""The clinic's phone list: every number is checked here before it is printed."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.family.handout import Phone
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.family import PhoneEntry
from counselor_desk.services.family import handouts
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import empty
from counselor_desk.ui.kit.widgets.rows import RowList


class PhoneList(Screen):
    """Numbers in a list; opening one asks for what it should be."""

    title = lazy("Phone list")
    needs = Can.KEEP_LIBRARY
    in_navigation = False
    icon = "phone"
    shows = frozenset({"PhoneEntry"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._phones: dict[str, Phone] = {}
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        note = _("A number that nobody has checked is not printed. Call it once, and save it with the day.")
        self.list = RowList(_("Phone list"), fits=True)
        self.list.opened.connect(self._do_open)
        self.sheet: Sheet | None = None
        holder = QWidget()
        self._place = QVBoxLayout(holder)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.page.widen(900)
        self.page.add(text.quiet(note), holder, self.list)

    def refresh(self) -> None:
        self.ask(handouts.phones).then(self._show)

    def back(self) -> bool:
        if self.sheet is None:
            return False
        self._close()
        return True

    def _show(self, phones: dict[str, Phone]) -> None:
        self._phones = phones
        self.list.show_lines([(key, _line(phone)) for key, phone in phones.items()])

    @opens_sheet("number")
    def _do_open(self, key: str) -> None:
        phone = self._phones[key]
        today = self.bridge.today()
        values = {**handouts.entry_values(phone), "checked_on": today}
        form = form_of(PhoneEntry, phone.name["en"])
        empty(self._place)
        self.sheet = Sheet(form, values, (_("Save"), lambda v: self._save_phone(key, v)), self._close)
        self._place.addWidget(self.sheet)
        self.page.to_top()
        self.sheet.form.focus_first()

    def _save_phone(self, key: str, values: dict[str, Any]) -> None:
        self.ask(handouts.keep_phone, key, values).then(lambda _entry: self._close())

    def _close(self) -> None:
        empty(self._place)
        self.sheet = None
        self.refresh()


def _line(phone: Phone) -> RowText:
    chips = ((_("not printed until checked"), "caution"),) if phone.verify else ()
    second = " \N{MIDDLE DOT} ".join(part for part in (phone.name["es"], phone.checked) if part)
    return RowText(phone.name["en"], second, phone.how["en"], chips=chips)


SCREEN = PhoneList
