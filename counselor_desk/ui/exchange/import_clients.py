"""Bringing clients in from another program: choose, look through, import, undo."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange.chosen_files import (
    ChosenFiles,
    open_parcel,
    read_again,
    read_under_heading,
)
from counselor_desk.domain.exchange.people import FileProblem, ImportContents, ImportedClient
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.imported import ImportBatch
from counselor_desk.services.exchange import importing
from counselor_desk.services.exchange.importing import BatchRow, Caseloads, Namesake
from counselor_desk.ui.exchange.file_contents import contents
from counselor_desk.ui.exchange.import_forms import (
    HEADING,
    NOT_ACTIVE,
    OPEN,
    OUT,
    column_form,
    columns_of,
    heading_of,
    import_in_words,
    order_of,
    settings_form,
)
from counselor_desk.ui.kit import file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList

KINDS = (
    lazy("Lists, charts and cards (*.csv *.txt *.tsv *.xlsx *.xls *.json *.ndjson *.xml *.vcf)"),
    lazy("All files (*)"),
)
LISTED = 200
WAIT_MS = 500  # what takes longer says so


def read_files(paths: Sequence[Path], today: date) -> ChosenFiles:
    """Away from the screen: the files, looked at whole before anything is done with them."""
    return open_parcel({path.name: contents(path) for path in paths}, today, files.foreign_programs())


class ImportClients(Screen):
    """First what is in the files and what is wrong with them; nothing is kept until Import."""

    title = lazy("Import clients")
    needs = Can.IMPORT_CLIENTS
    order = 90
    icon = "import"
    in_navigation = False
    everywhere = ((lazy("Import clients"), {}),)
    shows = frozenset({"ImportBatch"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.parcel: ChosenFiles | None = None
        self._caseloads = Caseloads((), is_required=True)
        self._known: list[Namesake] = []
        self.settings = self.columns = FormWidget(Form.of(""))
        self.choose = self.page.secondary(_("Choose files"), self._do_choose, Key.Open, "choose")
        self.bring = self.page.primary(_("Import"), self._do_import, "Ctrl+Return", "bring")
        self.nothing = EmptyState(
            "import",
            _("Bring clients in from another program"),
            _(
                "A list as a CSV file or Excel workbook, alone or with its history tables; FHIR "
                "bundles, C-CDA documents or vCards. Everything is shown before anything is "
                "saved, and an import can be undone."
            ),
            _("Choose files"),
            self._do_choose,
        )
        self.reading = text.small()
        self.reading.hide()
        self._waits = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._waits.timeout.connect(self.reading.show)
        self.page.add(self.reading, self.nothing)
        self._build_look()
        self.before = RowList(_("Imports so far"), fits=True)
        self.undo = action(_("Undo the chosen import"), self._undo_chosen, name="undo")
        hint = text.small(_("An import can be undone as long as no one has worked with its clients."))
        self.earlier = Group(_("Imports so far"), self.before, side_by_side(self.undo), hint)
        self.page.add(self.earlier)
        self.setAcceptDrops(True)
        self._show_parcel()

    def _build_look(self) -> None:
        self.facts = KeyValue()
        self.problems = RowList(_("Problems"), fits=True)
        self.problems_more = text.small()
        self.likely = RowList(_("May be here already"), fits=True)
        self.coming = RowList(_("Who comes in"), fits=True)
        self.coming_more = text.small()
        self.look = Group(_("In these files"), self.facts)
        self.who = Group(_("Who comes in"), self.coming, self.coming_more)
        self.wrong = Group(_("To review"), self.problems, self.problems_more)
        self.known = Group(_("May be here already"), self.likely)
        self.how = Group(_("How they come in"))
        self.mapping = Group(_("Which column holds what"))
        self.page.add(self.look, self.how, self.who, self.wrong, self.known, self.mapping)

    def refresh(self) -> None:
        self.ask(importing.batches).then(self._show_batches)
        self.ask(importing.caseloads).then(self._keep_caseloads)

    def commands(self) -> list[Command]:
        return [Command(_("Choose files to import"), self._do_choose, Key.Open, self.needs)]

    def back(self) -> bool:
        """Esc: put the files away."""
        if self.parcel is None:
            return False
        self.parcel = None
        self._show_parcel()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.read([Path(url.toLocalFile()) for url in event.mimeData().urls()])

    def read(self, paths: Sequence[Path]) -> None:
        """Open these files and show what is in them."""
        if paths:
            self.page.banner.clear()
            number = words.count(len(paths), "Reading {n} file …", "Reading {n} files …")
            self.reading.setText(number)
            self._waits.start()
            self.work(read_files, paths, self.bridge.today()).then(self._take).afterwards(self._has_read)

    def _has_read(self) -> None:
        self._waits.stop()
        self.reading.hide()

    def chosen_clients(self) -> ImportContents:
        """Who would come in now, by what is ticked."""
        assert self.parcel is not None
        imported, values = self.parcel.imported, self.settings.values()
        if values.get("without_stopped"):
            imported = imported.without_stopped()
        if values.get(NOT_ACTIVE) == OUT:
            staying = tuple(c for c in imported.clients if not c.not_active)
            imported = replace(imported, clients=staying)
        elif values.get(NOT_ACTIVE) == OPEN:
            in_care = tuple(replace(c, not_active=False) for c in imported.clients)
            imported = replace(imported, clients=in_care)
        if values.get("without_known"):
            known = {namesake.place for namesake in self._known}
            kept = tuple(c for c in imported.clients if c.place not in known)
            imported = replace(imported, clients=kept)
        return imported

    def _do_choose(self) -> None:
        kinds = ";;".join(map(str, KINDS))
        self.read(file_dialogs.open_paths(self, _("Choose files to import"), "", kinds))

    def _do_import(self) -> None:
        if self.parcel is None:
            return
        self.bring.setEnabled(False)
        keeper = self.bridge.opened.keeper if self.bridge.opened else None
        if keeper is None:
            self._bring_in()
            return
        self.work(keeper.backup_before, "import").then(lambda _none: self._bring_in()).otherwise(
            self._not_backed_up
        )

    def _not_backed_up(self, trouble: Refused | VaultTrouble) -> None:
        self.bring.setEnabled(True)
        self.complain(trouble)

    def _bring_in(self) -> None:
        if self.parcel is None:
            return
        chosen = self.settings.values().get("counselor_id")
        self.ask(
            importing.bring_in,
            self.chosen_clients(),
            self.parcel.source,
            len(self.parcel.files),
            int(chosen) if chosen else None,
        ).then(self._imported).afterwards(lambda: self.bring.setEnabled(True))

    def _imported(self, batch: ImportBatch) -> None:
        self.parcel = None
        self._show_parcel()
        self.refresh()
        message = words.count(batch.clients, "{n} client is here.", "{n} clients are here.")
        self.toast(message, lambda: self._do_undo(batch.id))

    def _undo_chosen(self) -> None:
        chosen = self.before.current()
        if chosen is not None:
            self._do_undo(chosen)

    def _do_undo(self, batch_id: int) -> None:
        self.ask(importing.undo, batch_id).then(self._undone)

    def _undone(self, batch: ImportBatch) -> None:
        self.refresh()
        self.toast(
            words.count(batch.clients, "{n} client was removed again.", "{n} clients were removed again.")
        )

    def _take(self, parcel: ChosenFiles) -> None:
        """Newly chosen files: their columns are shown, then whom they hold."""
        self.settings = FormWidget(Form.of(""))  # what was ticked for others holds no more
        empty(self.mapping.column)
        self.mapping.column.addWidget(text.heading(_("Which column holds what")))
        if parcel.table is not None:
            values = {**parcel.columns, "order": parcel.order, HEADING: str(parcel.table.heading)}
            self.columns = FormWidget(column_form(parcel), values, pause_ms=300).hold_elsewhere()
            self.columns.setObjectName("columns")
            self.columns.settled.connect(self._read_again)
            self.mapping.add(self.columns)
        self._look_through(parcel)

    def _read_again(self) -> None:
        if self.parcel is not None:
            values = self.columns.values()
            self.columns.mark_saved(values)
            heading, table = heading_of(values), self.parcel.table
            if heading is not None and table is not None and heading != table.heading:
                self.work(read_under_heading, self.parcel, heading, self.bridge.today()).then(self._take)
                return
            self.work(
                read_again, self.parcel, columns_of(values), order_of(values), self.bridge.today()
            ).then(self._look_through)

    def _look_through(self, parcel: ChosenFiles) -> None:
        self.parcel = parcel
        self.ask(importing.namesakes, parcel.imported).then(self._show_known)

    def _show_known(self, known: list[Namesake]) -> None:
        self._known = known
        self._show_parcel()

    def _show_parcel(self) -> None:
        parcel = self.parcel
        for part in (self.look, self.how, self.who, self.bring):
            part.setVisible(parcel is not None)
        self.nothing.setVisible(parcel is None)
        self.choose.setVisible(parcel is not None)
        self.mapping.setVisible(parcel is not None and parcel.table is not None)
        self.earlier.setVisible(parcel is None and self.before.lines.rowCount() > 0)
        problems = parcel.imported.problems if parcel else ()
        self.wrong.setVisible(bool(problems))
        self.known.setVisible(parcel is not None and bool(self._known))
        files = words.count(len(parcel.files), "{n} file", "{n} files") if parcel else ""
        self.page.set_title(self.title, files)
        if parcel is not None:
            self._show_problems(problems)
            self._show_settings(parcel.imported)
            self._show_coming()

    def _show_problems(self, problems: Sequence[FileProblem]) -> None:
        first = sorted(problems, key=lambda problem: not problem.stops)[:LISTED]
        self.problems.show_lines([(at, _problem(p)) for at, p in enumerate(first)])
        more = len(problems) - len(first)
        self.problems_more.setVisible(more > 0)
        self.problems_more.setText(words.count(more, "and {n} more", "and {n} more"))
        self.likely.show_lines([(n.place, _namesake(n)) for n in self._known[:LISTED]])

    def _show_settings(self, imported: ImportContents) -> None:
        # Who may be here already stays out unless somebody wants it otherwise: no doubles.
        values = {"without_known": True, **self.settings.values()}
        stopped = len({problem.place for problem in imported.stopped})
        not_active = sum(client.not_active for client in imported.clients)
        form = settings_form(self._caseloads, stopped, len(self._known), not_active)
        empty(self.how.column)
        self.how.column.addWidget(text.heading(_("How they come in")))
        self.settings = FormWidget(form, {f.key: values.get(f.key) for f in form.fields}).hold_elsewhere()
        self.settings.setObjectName("settings")
        self.settings.changed.connect(lambda _key: self._show_coming())
        self.how.add(self.settings)

    def _show_coming(self) -> None:
        coming = self.chosen_clients()
        self.facts.show_pairs([*self._written_by(), *import_in_words(coming)])
        self.bring.setText(words.count(len(coming.clients), "Import {n} client", "Import {n} clients"))
        is_answered = NOT_ACTIVE not in self.settings.boxes or bool(self.settings.values().get(NOT_ACTIVE))
        self.bring.setEnabled(bool(coming.clients) and not coming.stopped and is_answered)
        self._show_people(coming)

    def _written_by(self) -> list[tuple[str, str]]:
        """The program whose list this is; its columns can still be chosen otherwise."""
        program = self.parcel.program if self.parcel else None
        if program is None:
            return []
        doubt = _("its columns are from memory: look at them") if program.mark != "read" else ""
        return [(_("Written by"), "  ·  ".join(part for part in (program.name, doubt) if part))]

    def _show_people(self, coming: ImportContents) -> None:
        """Each by name before anything is done: new, joined from several places, or perhaps here already."""
        here = {namesake.place for namesake in self._known}
        joined = Counter(problem.joins for problem in coming.problems if problem.joins)
        stopped = {problem.place for problem in coming.stopped}
        first = coming.clients[:LISTED]
        self.coming.show_lines(
            [
                (at, _person(client, client.place in here, joined[client.place], client.place in stopped))
                for at, client in enumerate(first)
            ]
        )
        self.who.setVisible(bool(first))
        more = len(coming.clients) - len(first)
        self.coming_more.setVisible(more > 0)
        self.coming_more.setText(words.count(more, "and {n} more", "and {n} more"))

    def _show_batches(self, batches: list[BatchRow]) -> None:
        self.before.show_lines([(batch.id, _batch(batch)) for batch in batches])
        self.earlier.setVisible(self.parcel is None and bool(batches))

    def _keep_caseloads(self, caseloads: Caseloads) -> None:
        self._caseloads = caseloads
        if self.parcel is not None:
            self._show_settings(self.parcel.imported)


def _person(client: ImportedClient, is_here: bool, joined: int, is_stopped: bool) -> RowText:
    chips: tuple[tuple[str, str], ...]
    if is_stopped:
        chips = ((_("Has a problem"), "caution"),)
    elif is_here:
        chips = ((_("May be here already"), "caution"),)
    else:
        chips = ((_("New"), "secondary"),)
    if joined:
        chips += ((words.count(joined + 1, "Joined from {n} place", "Joined from {n} places"), "secondary"),)
    if client.has_died:
        chips += ((_("Has died"), "secondary"),)
    elif client.not_active:
        chips += ((client.status or _("Discharged"), "secondary"),)
    born = words.full_day(client.born) if client.born else client.born_words or _("Day of birth not known")
    return RowText(client.name or _("Without a name"), words.capital(client.place), born, chips=chips)


def _problem(problem: FileProblem) -> RowText:
    chip = (_("Stops the import"), "caution") if problem.stops else (_("To review"), "secondary")
    return RowText(words.capital(problem.place), problem.message, chips=(chip,))


def _namesake(namesake: Namesake) -> RowText:
    place = words.capital(namesake.place)
    if not namesake.client_id:
        known = _("Someone like this is known here. Ask your supervisor.")
        return RowText(namesake.name, f"{place}  ·  {known}")
    here = _("Like {name}, born {day}").format(name=namesake.here, day=words.full_day(namesake.born))
    return RowText(namesake.name, f"{place}  ·  {here}", namesake.number, client_id=namesake.client_id)


def _batch(batch: BatchRow) -> RowText:
    people = words.count(batch.clients, "{n} client", "{n} clients")
    entries = words.count(batch.entries, "{n} entry of history", "{n} entries of history")
    undone = ((_("Undone"), "secondary"),) if batch.undone_at else ()
    second = f"{batch.source}  ·  {entries}  ·  {batch.by}"
    return RowText(people, second, words.moment(batch.at), chips=undone, quiet=bool(undone))


SCREEN = ImportClients
