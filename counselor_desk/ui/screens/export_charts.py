"""Moving out: one client's chart or all, in an open format, as one packed file."""

import io
import zipfile
from pathlib import Path
from typing import Any

from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.services import clients, exporting
from counselor_desk.services.clients import ClientRow
from counselor_desk.services.exporting import FORMATS, Exported
from counselor_desk.ui import ask, words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.form import FormWidget
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.widgets import text

TOLD = {
    "FHIR": _("FHIR R4 bundle: for another program"),
    "CSV": _("CSV tables: for a spreadsheet, and to import again"),
    "JSON": _("JSON: every record of the charts as it is kept"),
    "de-identified CSV": _("De-identified CSV: without the 18 identifiers"),
}


class ExportCharts(Screen):
    """The file is not encrypted: where it goes and who keeps it is said before."""

    title = _("Export charts")
    needs = Can.EXPORT_CHARTS
    order = 98
    icon = "files"
    in_navigation = False
    everywhere = ((_("Export charts"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.out = self.page.primary(_("Export"), self._do_export, "", "export")
        self.form = FormWidget(_form(), {"format": FORMATS[0]})
        self._path: Path | None = None
        self.page.add(
            text.body(
                _(
                    "The file leaves the vault in clear: whoever has it can read it. Save it where "
                    "only the right person comes to it. Every chart in it gets a line on the trail."
                )
            ),
            self.form,
        )

    def _do_export(self) -> None:
        who = self.form.values().get("who")
        if who:
            self.ask(clients.find, who, 2).then(self._with_client)
        else:
            self._choose(None)

    def _with_client(self, found: list[ClientRow]) -> None:
        if len(found) == 1:
            self._choose([found[0].id])
            return
        told = _("Nobody fits.") if not found else _("More than one fits.")
        self.page.banner.say(told + " " + _("Type the record number."))

    def _choose(self, client_ids: list[int] | None) -> None:
        self.page.banner.clear()
        format_ = self.form.values().get("format") or ""
        self._path = ask.save_path(self, _("Export charts"), "charts.zip", "ZIP (*.zip)")
        if self._path is not None:
            self.out.setEnabled(False)
            self.ask(exporting.export, format_, client_ids).then(self._pack).afterwards(
                lambda: self.out.setEnabled(True)
            )

    def _pack(self, exported: Exported) -> None:
        assert self._path is not None
        self.work(_write, self._path, exported).then(lambda _done: self._tell(exported))

    def _tell(self, exported: Exported) -> None:
        told = words.count(exported.clients, _("{n} chart was saved."), _("{n} charts were saved."))
        self.page.banner.say(" ".join(p for p in (told, exported.remark) if p), "ok")


def _write(path: Path, exported: Exported) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in exported.files.items():
            archive.writestr(name, raw)
    path.write_bytes(packed.getvalue())


def _form() -> Form:
    formats: Any = tuple(Choice(name, TOLD[name]) for name in FORMATS)
    everyone = _("Left open: everybody whom you may see.")
    return Form.of(
        "",
        Field("format", _("As"), Kind.CHOICE, True, formats),
        Field("who", _("One client: name or record number"), help=everyone),
    )


SCREEN = ExportCharts
