"""The state's own columns and codes for the national set: a table is tried, read, and then counts."""

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.state_layout import LARGEST_MB, StateLayoutForeseen
from counselor_desk.domain.form import Field, Form
from counselor_desk.records.state_table import StateTable
from counselor_desk.services.exchange import state_tables
from counselor_desk.ui.kit import chosen_file, file_dialogs, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action


class StateTables(Group):
    """Which table counts, and the ways to change it: save it, fill it in, choose it again."""

    def __init__(self, screen: Panel) -> None:
        super().__init__(_("The state's admission and discharge file"))
        self._screen, self._content = screen, b""
        self.known = text.body().wrapped()
        self.name = FormWidget(
            Form.of(
                "", Field("title", _("Which state's table, and of which day"), help=_("Ohio, July 2026."))
            )
        )
        self.told = text.body().wrapped().selectable()
        self.told.hide()
        self.take = action(_("Use this table"), self._do_load, name="load_state")
        self.take.setEnabled(False)
        save = action(_("Save the table to fill it in"), self._do_save, name="save_state")
        choose = action(_("Choose a filled-in table"), self._do_choose, name="choose_state")
        self.away = action(_("Remove the table"), self._do_take_out, name="take_state_out")
        for part in (
            self.known,
            text.small(
                _(
                    "A TEDS export has the national data set. With your state's table it also "
                    "has the state's own columns and codes, and a list of what is still missing. "
                    "The example is not any state's layout: ask your state agency for its manual."
                )
            ),
            self.name,
            side_by_side(save, choose, self.take, self.away),
            self.told,
        ):
            self.add(part)

    def refresh(self) -> None:
        self._screen.ask(state_tables.current).then(self._show)

    def refuse(self, trouble: Refused) -> bool:
        return self.name.refuse(trouble)

    def _show(self, table: StateTable | None) -> None:
        sentence = _("No state table is loaded: only the national data set is written.")
        if table is not None:
            sentence = _("{title}, loaded on {day}").format(
                title=table.title, day=words.full_day(table.loaded_at.astimezone().date())
            )
        self.known.setText(sentence)
        self.away.setVisible(table is not None)

    def _do_save(self) -> None:
        self._screen.ask(state_tables.to_edit).then(self._save)

    def _save(self, content: bytes) -> None:
        path = file_dialogs.save_path(
            self._screen, _("Save the table"), "state_table.csv", str(_("Table (*.csv)"))
        )
        if path is not None:
            self._screen.work(chosen_file.write, path, content).then(
                lambda _none: self._screen.toast(_("Saved. Fill it in with a spreadsheet, then choose it."))
            )

    def _do_choose(self) -> None:
        """The file is read and told; nothing is changed by it."""
        path = file_dialogs.open_path(self._screen, _("Choose the table"), "", str(_("Table (*.csv)")))
        if path is None:
            return
        try:
            self._content = chosen_file.read(path, LARGEST_MB * 1024 * 1024)
        except Refused as refused:
            self._screen.complain(refused)
            return
        self._screen.ask(state_tables.foresee, self._content).then(self._tell)

    def _tell(self, change: StateLayoutForeseen) -> None:
        self.told.setText("\n".join(_in_words(change)))
        self.told.show()
        self.take.setEnabled(True)

    def _do_load(self) -> None:
        title = str(self.name.values().get("title") or "")
        self._screen.ask(state_tables.load, title, self._content).then(lambda _row: self._loaded())

    def _loaded(self) -> None:
        self._content = b""
        self.take.setEnabled(False)
        self.told.hide()
        self.refresh()
        self._screen.toast(_("The table counts from now on."))

    def _do_take_out(self) -> None:
        self._screen.ask(state_tables.take_out).then(lambda _n: self.refresh())


def _in_words(change: StateLayoutForeseen) -> list[str]:
    files = (
        _("Admissions: {n} columns. {names}").format(
            n=len(change.admission), names=", ".join(change.admission)
        ),
        _("Discharges: {n} columns. {names}").format(
            n=len(change.discharge), names=", ".join(change.discharge)
        ),
    )
    left = [_("No state code for {codes}: those cells stay empty.").format(codes=c) for c in change.uncoded]
    return [*files, *left]
