"""Moving out: one client's chart, a caseload's or every team's, in open formats, as one file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.exchange import exporting
from counselor_desk.services.exchange.exporting import FORMATS, ChartFolder, ExportApproval, ExportResult
from counselor_desk.ui.kit import file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge, PendingAnswer
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.witness import SecondSigner

if TYPE_CHECKING:  # what draws paper comes in when something leaves
    from counselor_desk.reports.exchange.packing import PackageWriter

TOLD = Glossary(
    {
        "everything": lazy("Everything: all of these, and a page that explains them"),
        "FHIR": lazy("FHIR R4 bundle: for another program"),
        "CSV": lazy("CSV tables: for a spreadsheet, and to import again"),
        "JSON": lazy("JSON: every record of the charts as it is kept"),
        "TEDS": lazy("TEDS: admissions and discharges with the national codes"),
        "PDF": lazy("PDFs: whole charts, plans, signed documents and consents"),
        "de-identified CSV": lazy("De-identified CSV: without the 18 identifiers"),
    }
)
MINE, ONE, EVERY = "mine", "one", "every"
Begun = tuple["PackageWriter", str, exporting.Papers]


class ExportCharts(Screen):
    """Encrypted unless it is to be in clear; nothing stands in its place until it is whole."""

    title = lazy("Export charts")
    needs = Can.EXPORT_CHARTS
    order = 98
    icon = "files"
    in_navigation = False
    everywhere = ((lazy("Export charts"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.out = self.page.primary(_("Export"), self._do_export, "Ctrl+Return", "export")
        start = {"format": FORMATS[0], "whose": MINE, "locked": True}
        self.form = FormWidget(_form(bridge.may(Can.EXPORT_EVERYTHING)), start)
        self.form.changed.connect(lambda _key: self._show_choice())
        self.second = SecondSigner(_("A counselor or supervisor is present"))
        self.signing = SignBar(_("Export every chart"))
        self.signing.confirmed.connect(self._signed)
        self.said = text.quiet()
        self.under_way = Group(
            _("Under way"), self.said, side_by_side(action(_("Stop"), self._do_stop, name="stop_export"))
        )
        self.passphrase = text.strong().wrapped().selectable()
        self.clear = text.warning(
            _("Without a passphrase the file is not encrypted: whoever has it can read it.")
        )
        self.page.add(
            text.body(
                _(
                    "Every chart in it gets a line on the audit trail. Save the file where only the "
                    "right person can get to it; its README says what each part is."
                )
            ),
            text.body(
                _(
                    "It is for this program's own use: to move to another program, or to keep. Anyone "
                    "else who is to have a record gets it through Disclose, on a consent and with its "
                    "line in the accounting (42 CFR 2.13, 2.31)."
                )
            ),
            self.form,
            self.clear,
            self.second,
            self.under_way,
            self.passphrase,
        )
        self.page.add_foot(self.signing)
        self._held: list[PackageWriter] = []
        self._answer: PendingAnswer[Any] | None = None
        self.destroyed.connect(partial(_give_up, self._held))
        bridge.progressed.connect(self._progressed)
        self._rest()
        self._show_choice()

    def refresh(self) -> None:
        self.ask(staff.witnesses, exporting.BACKED_BY).then(self.second.know)

    def leave(self) -> None:
        self.passphrase.setText("")
        self.signing.put_away()
        self.second.forget()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        """What was asked is refused at its field, what is under way leaves nothing."""
        _give_up(self._held)
        self._rest()
        if isinstance(trouble, Refused) and (self.signing.refuse(trouble) or self.second.refuse(trouble)):
            return
        super().complain(trouble)

    def _show_choice(self) -> None:
        values = self.form.values()
        self.second.setVisible(values.get("whose") == EVERY)
        self.clear.setVisible(not values.get("locked"))

    # -- whose

    def _do_export(self) -> None:
        self.page.banner.clear()
        self.passphrase.setText("")
        values = self.form.values()
        whose = values.get("whose")
        if whose == ONE and not values.get("who"):
            self.form.refuse(Refused(_("Type who it is."), "who"))
        elif whose == ONE:
            self.ask(clients.find, values["who"], 2).then(self._with_client)
        elif whose == EVERY:
            self.signing.ask(_("Every chart of every team is exported. Type your own passphrase."))
        else:
            self._choose(None)

    def _with_client(self, rows: list[ClientRow]) -> None:
        if len(rows) == 1:
            self._choose([rows[0].id])
            return
        message = _("No one matches.") if not rows else _("More than one matches.")
        self.page.banner.say(message + " " + _("Type the record number."))

    def _choose(self, client_ids: list[int] | None) -> None:
        format_ = self.form.values().get("format") or ""
        self._begin(lambda papers: self.ask(exporting.export, format_, client_ids, papers))

    def _signed(self, passphrase: str, _reason: str) -> None:
        values = self.form.values()
        reason, format_ = values.get("reason") or "", values.get("format") or ""
        every = exporting.export_everything

        def gather(papers: exporting.Papers) -> PendingAnswer[ExportResult]:
            return self.prove(every, passphrase).follow(
                lambda own: self.second.prove(self, every).follow(
                    lambda theirs: self.ask(every, format_, ExportApproval(reason, own, theirs), papers)
                )
            )

        self._begin(gather)

    # -- on its way

    def _begin(self, gather: Callable[[exporting.Papers], PendingAnswer[ExportResult]]) -> None:
        # The name tells nothing of a client: file names are read by others.
        path = file_dialogs.save_path(self, _("Export charts"), "charts.zip", "ZIP (*.zip)")
        if path is None:
            return
        self.out.setEnabled(False)
        locked = bool(self.form.values().get("locked"))
        self.work(_begin, path, locked).then(lambda begun: self._gather(begun, gather))

    def _gather(
        self, begun: Begun, gather: Callable[[exporting.Papers], PendingAnswer[ExportResult]]
    ) -> None:
        packing, passphrase, papers = begun
        self._held.append(packing)
        self._say(_("Reading the charts."))
        self._answer = gather(papers).then(lambda made: self._pack(packing, passphrase, made))

    def _pack(self, packing: "PackageWriter", passphrase: str, made: ExportResult) -> None:
        self._answer = None
        self.signing.put_away()
        self.second.forget()
        self._say(_("Writing the files."))
        self.work(_add, packing, made).then(
            lambda _none: self._draw(packing, list(made.papers), 0, partial(self._tell, made))
        ).otherwise(self.complain)
        self._words = passphrase

    def _draw(
        self, packing: "PackageWriter", leaves: list[ChartFolder], done: int, tell: Callable[[], object]
    ) -> None:
        """A chart's papers at a time: what is drawn is written and let go."""
        if done == len(leaves):
            self.work(packing.finish).then(lambda _none: tell())
            return
        message = _("Drawing the papers of chart {done} of {of}.")
        self._say(message.format(done=done + 1, of=len(leaves)))
        self.work(_draw, packing, leaves[done]).then(
            lambda _none: self._draw(packing, leaves, done + 1, tell)
        )

    def _progressed(self, answer: PendingAnswer[Any], done: int, of: int) -> None:
        if answer is self._answer and done < of:
            message = _("Reading chart {done} of {of}.")
            self.said.setText(message.format(done=done + 1, of=of))

    def _do_stop(self) -> None:
        """Nothing of it stays: what is under way ends with its next step."""
        if self._answer is not None:
            self._answer.stop()
        _give_up(self._held)

    def _say(self, message: str) -> None:
        self.said.setText(message)
        self.under_way.show()
        self.page.reveal(self.under_way)

    def _rest(self) -> None:
        self._words, self._answer = "", None
        self.under_way.hide()
        self.out.setEnabled(True)

    def _tell(self, made: ExportResult) -> None:
        passphrase = self._words
        self._held.clear()
        self._rest()
        sentence = words.count(made.clients, "{n} chart was saved.", "{n} charts were saved.")
        self.page.banner.say(" ".join(p for p in (sentence, made.remark) if p), "ok")
        if passphrase:
            message = _(
                "Passphrase of the file: {words}\nSend it another way than the file. 7-Zip, Keka and 7z "
                "open the file; Windows Explorer alone does not."
            )
            self.passphrase.setText(message.format(words=passphrase))
            self.page.reveal(self.passphrase)


def _give_up(held: "list[PackageWriter]", *_gone: object) -> None:
    while held:
        held.pop().give_up()


def _begin(path: Path, locked: bool) -> Begun:
    # Imported off the GUI thread: what draws paper takes a tenth of a second to come in.
    from counselor_desk.reports.exchange import chart_papers
    from counselor_desk.reports.exchange.packing import PackageWriter
    from counselor_desk.reports.press.locked_pdf import offer

    passphrase = offer() if locked else ""
    return PackageWriter(path, passphrase), passphrase, chart_papers.papers


def _add(packing: "PackageWriter", made: ExportResult) -> None:
    for name, content in made.files.items():
        packing.add(name, content)


def _draw(packing: "PackageWriter", leaf: ChartFolder) -> None:
    from counselor_desk.reports.exchange import chart_papers as leaving

    for one in leaf.papers:
        packing.add(f"{leaf.folder}/{one.file}", leaving.render_paper(one))
    packing.add(f"{leaf.folder}/contents.csv", leaving.contents(leaf.papers))


def _form(may_take_every: bool) -> Form:
    formats: Any = tuple(Choice(name, TOLD[name]) for name in FORMATS)
    whose = [
        Choice(MINE, _("Everyone you may see")),
        Choice(ONE, _("One client")),
    ]
    if may_take_every:
        whose.append(Choice(EVERY, _("Every team, restricted charts too")))
    return Form.of(
        "",
        Field("format", _("As"), Kind.CHOICE, True, formats),
        Field("whose", _("Whose charts"), Kind.CHOICE, True, tuple(whose)),
        Field("who", _("Name or record number"), when=FieldCondition("whose", (ONE,))),
        Field("reason", _("Why every chart is exported"), when=FieldCondition("whose", (EVERY,))),
        Field("locked", _("Encrypt the file with a passphrase (AES-256)"), Kind.CHECK),
    )


SCREEN = ExportCharts
