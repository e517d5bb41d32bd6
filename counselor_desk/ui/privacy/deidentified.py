"""Data without the eighteen identifiers: looked at line by line, then saved as a table."""

from pathlib import Path
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.privacy.deidentify import HEADS, Dataset
from counselor_desk.domain.roles import Can
from counselor_desk.services.privacy import deidentified
from counselor_desk.services.privacy.deidentified import SMALLEST, USUAL
from counselor_desk.ui.kit import chosen_file, file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Column, Group, KeyValue
from counselor_desk.ui.kit.widgets.table import PlainTable

SHOWN = 60
OUT = (
    lazy(
        "Names, addresses, phone numbers, email, record and account numbers, pictures, signatures and "
        "all free text are left out; dates show only the year, and ages over 89 only that they are "
        "over 89."
    ),
    lazy(
        "Of an address, only the first three digits of the ZIP code are shown, and none where "
        "few people live."
    ),
    lazy(
        "Age, sex and area are generalized, or left out, where too few people share them; a code that "
        "too few people have is left out."
    ),
    lazy(
        "The rule also requires that you know of no way to identify a person by what is left (45 CFR "
        "164.514(b)(2)(ii)): look at the lines."
    ),
)


class DeidentifiedExport(Screen):
    """The lines that are looked at are the lines that are saved."""

    title = lazy("De-identified data")
    needs = Can.EXPORT_CHARTS
    order = 99
    icon = "files"
    in_navigation = False
    everywhere = ((lazy("De-identified data"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found: Dataset | None = None
        self.save = self.page.primary(_("Save as CSV"), self._do_save, "", "save_data")
        self.look = self.page.secondary(_("Look at the data"), self._do_look, "", "look_at_data")
        self.save.setEnabled(False)
        self.form = FormWidget(_form(), {"smallest": str(USUAL)})
        self.form.changed.connect(lambda _key: self._forget())
        self.facts, self.lines = KeyValue(), Column()
        self.shown = Group(_("What would leave"), self.facts, self.lines)
        self.shown.hide()
        self.page.widen()
        self.page.add(*(text.body(str(lazy_text)).wrapped() for lazy_text in OUT), self.form, self.shown)

    def _do_look(self) -> None:
        self._forget()
        self.page.banner.say(_("Gathering."), "accent")
        smallest = int(self.form.values().get("smallest") or USUAL)
        self.look.setEnabled(False)
        self.ask(deidentified.gather, smallest).then(self._show).afterwards(
            lambda: self.look.setEnabled(True)
        )

    def _show(self, dataset: Dataset) -> None:
        self._found = dataset
        self.page.banner.clear()
        self.facts.show_pairs(
            [
                (_("People"), f"{dataset.people:,}"),
                (_("Lines"), f"{len(dataset.lines):,}"),
                (_("Generalized"), words.count(dataset.coarser, "{n} person", "{n} people")),
                (_("Left out"), words.count(dataset.left_out, "{n} fact", "{n} facts")),
            ]
        )
        self.lines.clear()
        self.lines.add(PlainTable(HEADS, dataset.rows[:SHOWN]))
        more = len(dataset.lines) - SHOWN
        if more > 0:
            self.lines.add(text.quiet(words.count(more, "{n} more line", "{n} more lines")))
        self.shown.show()
        self.save.setEnabled(bool(dataset.lines))

    def _do_save(self) -> None:
        dataset = self._found
        if dataset is None:
            return
        path = file_dialogs.save_path(self, self.title, "deidentified.csv", "CSV (*.csv)")
        if path is not None:
            self.ask(deidentified.export_dataset, dataset).then(lambda raw: self._write(path, raw))

    def _write(self, path: Path, raw: bytes) -> None:
        self.work(chosen_file.write, path, raw).then(lambda _size: self.page.banner.say(_("Saved."), "ok"))

    def _forget(self) -> None:
        self._found = None
        self.save.setEnabled(False)
        self.shown.hide()

    def leave(self) -> None:
        self._forget()
        self.lines.clear()


def _form() -> Form:
    choices: Any = tuple(Choice(str(n), _("{n} people").format(n=n)) for n in SMALLEST)
    message = _("How many people at least share an age, sex and area, or a code; 11 is usual.")
    return Form.of(
        "",
        Field(
            key="smallest",
            label=_("Smallest group"),
            kind=Kind.CHOICE,
            required=True,
            choices=choices,
            help=message,
        ),
    )


SCREEN = DeidentifiedExport
