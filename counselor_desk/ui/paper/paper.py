"""Paper on screen: any report, gathered through the desk, with print and save."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.roles import Can
from counselor_desk.services.figures.staff_reports import FigureRows
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.latest_answer import LatestOnly
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.paper import press_later, table_file
from counselor_desk.ui.paper.choices import PaperChoices
from counselor_desk.ui.paper.figures_beside import BEHIND, PaperAndFigures, ReportFigures

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.press.press import AnyReport, Printable


class Paper(Screen):
    """Shows one report. open(report="signed_document", asked={"document_id": 3})."""

    title = lazy("Print")
    needs = Can.PRINT
    in_navigation = False
    icon = "print"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._report, self._asked = "", dict[str, Any]()
        self._kinds: Sequence[str] = ()
        self._drawn: tuple[AnyReport, Printable] | None = None
        self.print_button = self.page.primary(_("Print"), self._do_print, Key.Print, "print")
        self.save_button = self.page.secondary(_("Save as PDF"), self._do_save, "", "save_pdf")
        self.table_button = self.page.secondary(_("Save table"), self._do_save_table, "", "save_csv")
        self.table_button.hide()
        self.send_button = self.page.secondary(_("Disclose"), self._do_send, "", "send_out")
        self.send_button.hide()
        # Imported here: QtPdf and the printing stack are not needed to unlock.
        from counselor_desk.ui.paper.preview import Preview

        self.preview = Preview()
        self.preview.said.connect(lambda words: self.toast(words))
        self.preview.refused.connect(lambda words: self.page.banner.say(words))
        self._gathering, self._drawing = LatestOnly(), LatestOnly()
        self.figures, self._awaited = ReportFigures(go), dict[str, Any]()
        self.choices = PaperChoices()
        self.choices.changed.connect(self._draw_again)
        self.large_button = self.choices.print_size.buttons[1]
        self.page.fill(self._arrange())
        self._enable(False)

    def open(self, **where: Any) -> None:
        """Gather and draw a report; `pdf` and `title` show what is drawn already."""
        if "pdf" in where:
            self._report = ""
            self._drop()
            self.choices.hide()
            self.figures.clear()
            self.send_button.hide()
            self.table_button.hide()
            self._show(where["pdf"], where["title"])
        elif where:
            self._report, self._asked = where["report"], dict(where.get("asked", {}))
            self.choices.show()
            self.choices.begin("")
            self.refresh_now()

    def refresh(self) -> None:
        if self._report:
            self._enable(False)
            self._drop()
            self._gather()
            self._ask_figures(BEHIND.get(self._report))

    def _drop(self) -> None:
        """What is still on its way is not wanted any more."""
        self._drawn = None
        self._gathering.drop()
        self._drawing.drop()

    def _ask_figures(self, behind: UseCase[..., list[FigureRows]] | None) -> None:
        """Only for those who may see the rows: paper of counts alone has them for nobody else."""
        self.figures.clear()
        asked = self._awaited = dict(self._asked)
        if behind is not None and self.bridge.may(behind.needs):
            self.ask(behind, **asked).then(
                lambda figures: self.figures.show_figures(figures) if self._awaited is asked else None
            )

    def back(self) -> bool:
        return self.figures.back()

    def leave(self) -> None:
        self._drop()
        self._awaited = {}
        self.figures.clear()
        self.preview.clear()

    def commands(self) -> list[Command]:
        return [
            Command(_("Print"), self._do_print, Key.Print, icon="print"),
            Command(_("Fold it to a booklet"), self.choices.fold.buttons[1].click),
            Command(_("Save as PDF"), self._do_save, Key.SaveAs),
            Command(_("Figures of this report"), self.figures.figures.setFocus),
        ]

    def _gather(self) -> None:
        newest, asked = self._gathering.begin(), dict(self._asked)

        def show_report(report: "AnyReport") -> None:
            self.page.set_title(report.title)
            self.send_button.hide()
            self.table_button.hide()
            self.ask(report.gather, **asked).then(newest(lambda data: self._draw(report, data)))

        self.work(press_later.report, self._report).then(newest(show_report))

    def _draw(self, report: "AnyReport", data: "Printable") -> None:
        # A letter to the client's own hands discloses nothing to others.
        self._kinds = report.discloses(data) if report.discloses else (str(Category.SUMMARY),)
        leaves = report.outgoing and bool(self._kinds)
        self.send_button.setVisible(leaves and self.bridge.may(Can.DISCLOSE))
        # Each part would be folded by itself; what is cut in pieces is not folded.
        self.choices.fold.setVisible(report.parts is None and not data.sheet.bare)
        self._drawn = (report, data)
        self.table_button.setVisible(report.grid is not None)
        if not self.choices.is_begun():
            self.choices.begin(data.sheet.paper)
        self._draw_again()

    def _draw_again(self) -> None:
        if self._drawn is None:
            return
        report, data = self._drawn
        self._enable(False)
        layout, newest = self.choices.chosen(), self._drawing.begin()
        self.work(press_later.laid_out, report, data, layout).then(
            newest(lambda pdf: self._show(pdf, data.sheet.title))
        )

    def _show(self, pdf: bytes, title: str) -> None:
        self.page.set_title(title)
        self.preview.show_pdf(pdf, title)
        self._enable(True)
        self.preview.view.setFocus()

    def _arrange(self) -> QWidget:
        whole, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        self.choices.setContentsMargins(look.PAGE, 0, look.PAGE, 0)
        column.addWidget(self.choices)
        column.addWidget(PaperAndFigures(self.preview, self.figures), 1)
        whole.setLayout(column)
        return whole

    def _enable(self, on: bool) -> None:
        self.print_button.setEnabled(on)
        self.save_button.setEnabled(on)

    def _do_send(self) -> None:
        """What is meant for others leaves through the wizard: it asks for the basis."""
        asked = dict(self._asked)
        if "letter" in asked:
            asked["categories"] = self._kinds
        else:
            asked |= {"course": True, "categories": self._kinds}
        self.go("disclose", **asked)

    def _do_print(self) -> None:
        self.preview.print()

    def _do_save(self) -> None:
        self.preview.save()

    def _do_save_table(self) -> None:
        report, data = self._drawn or (None, None)
        if report is not None and data is not None and report.grid is not None:
            table_file.save(self, report.title, report.grid(data))


SCREEN = Paper
