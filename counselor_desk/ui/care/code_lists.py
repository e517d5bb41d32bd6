"""Loading the new year's list of diagnosis codes: what it changes is read before it counts."""

from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.domain.care import icd10_order
from counselor_desk.domain.care.icd10_order import CodeListChange
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.services.care import code_lists
from counselor_desk.services.care.code_lists import KnownList
from counselor_desk.ui.kit import chosen_file, file_dialogs, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action

NAMED = 12


class CodeLists(Group):
    """Which lists are here, and the way to load the next one."""

    def __init__(self, screen: Panel) -> None:
        super().__init__(_("Diagnosis codes"))
        self._screen, self._content = screen, b""
        self._loaded_from: date | None = None
        self.known = text.body().wrapped()
        self.start = FormWidget(
            Form.of(
                "",
                Field(
                    "starts_on",
                    _("The new list is in force from"),
                    Kind.DATE,
                    help=_("October 1 or April 1, as its name says."),
                ),
            )
        )
        self.told = text.body().wrapped().selectable()
        self.told.hide()
        self.take = action(_("Use this list"), self._do_load, name="load_codes")
        self.take.setEnabled(False)
        choose = action(_("Choose CMS's order file"), self._do_choose, name="choose_codes")
        self.away = action(_("Remove the loaded list"), self._do_take_out, name="take_codes_out")
        for part in (
            self.known,
            text.small(
                _(
                    "CMS publishes the file each year under “ICD-10-CM” as icd10cm_order, a text "
                    "file in a ZIP. Nothing changes before you have read what it changes."
                )
            ),
            self.start,
            side_by_side(choose, self.take, self.away),
            self.told,
        ):
            self.add(part)

    def refresh(self) -> None:
        self._screen.ask(code_lists.known).then(self._show)

    def refuse(self, trouble: Refused) -> bool:
        return self.start.refuse(trouble)

    def _show(self, lists: list[KnownList]) -> None:
        named = (
            _("{title}, to {day}").format(title=one.title, day=words.full_day(one.ends_on)) for one in lists
        )
        self.known.setText("\n".join(named))
        self._loaded_from = next((one.starts_on for one in lists if one.is_loaded), None)
        self.away.setVisible(self._loaded_from is not None)

    def _do_take_out(self) -> None:
        if self._loaded_from is not None:
            self._screen.ask(code_lists.take_out, self._loaded_from).then(lambda _n: self.refresh())

    def _do_choose(self) -> None:
        """The file is read and held against the list before; nothing is changed by it."""
        path = file_dialogs.open_path(self._screen, _("Choose the list of codes"), "", str(_("Text (*.txt)")))
        if path is None:
            return
        try:
            self._content = chosen_file.read(path, icd10_order.LARGEST_MB * 1024 * 1024)
        except Refused as refused:
            self._screen.complain(refused)
            return
        starts_on = self.start.values()["starts_on"]
        if starts_on is None:
            self._screen.complain(Refused(_("Enter from which day on the list is in force."), "starts_on"))
            return
        self._screen.ask(code_lists.foresee, self._content, starts_on).then(self._tell)

    def _tell(self, change: CodeListChange) -> None:
        self.told.setText("\n".join(_in_words(change)))
        self.told.show()
        self.take.setEnabled(True)

    def _do_load(self) -> None:
        starts_on = self.start.values()["starts_on"]
        if starts_on is not None and self._content:
            self._screen.ask(code_lists.load, self._content, starts_on).then(lambda _row: self._loaded())

    def _loaded(self) -> None:
        self._content = b""
        self.take.setEnabled(False)
        self.told.hide()
        self.refresh()
        self._screen.toast(_("The list counts from its day on."))


def _in_words(change: CodeListChange) -> list[str]:
    lines = [
        _("{title}: {n} lines, {codes} codes").format(
            title=change.title, n=f"{change.lines:,}", codes=f"{change.billable:,}"
        ),
        _("New: {n}. {codes}").format(n=f"{len(change.new):,}", codes=_some(change.new)),
        _("Ended: {n}. {codes}").format(n=f"{len(change.ended):,}", codes=_some(change.ended)),
        _("In other words: {n}.").format(n=f"{change.reworded:,}"),
    ]
    charts = sum(change.in_charts.values())
    if charts:
        sentence = ngettext(
            "{n} diagnosis of an open chart has a code that ends: {codes}.",
            "{n} diagnoses of open charts have codes that end: {codes}.",
            charts,
        )
        lines.append(sentence.format(n=charts, codes=", ".join(sorted(change.in_charts))))
    return lines


def _some(codes: tuple[str, ...]) -> str:
    more = _(" and more") if len(codes) > NAMED else ""
    return ", ".join(codes[:NAMED]) + more
