"""How the clinic's paper looks: its logo, its color, its phone list, a page to see them on."""

from collections.abc import Callable

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.clinic import paper_color
from counselor_desk.domain.form import Field, Form
from counselor_desk.services.clinic import paper
from counselor_desk.ui.kit import chosen_file, file_dialogs
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action

NUMBER = Form.of(
    "",
    Field(
        "color", lazy("Or by its number"), help=lazy("A # and six digits, as your designer gave them to you.")
    ),
)
_SWATCH = QSize(16, 16)
_TALLEST = 60


class ClinicPaper(Group):
    """Logo and color as they are now, and how to change them."""

    def __init__(self, screen: Panel) -> None:
        super().__init__(_("The clinic's paper"))
        self._screen = screen
        self.mark, self.none = text.line(), text.quiet(_("No logo"))
        self.mark.setAccessibleName(_("The clinic's logo"))
        put = action(_("Choose a logo"), lambda: choose_logo(screen, self.refresh), "", "logo")
        self.take_off = link(_("Remove"), self._take_off, "no_logo")
        names = [(swatch.color, swatch.name) for swatch in paper_color.SWATCHES]
        self.swatches = ButtonRow(names, _("Color"))
        for button in self.swatches.buttons:
            button.setIconSize(_SWATCH.grownBy(QMargins(0, 0, 4, 0)))
            button.setIcon(_filled(str(button.property("value"))))
        self.swatches.changed.connect(self._pick)
        self.number = FormWidget(NUMBER)
        self.number.settled.connect(self._type)
        self.told = text.small()
        see = link(_("See a page"), self._see, "see_paper")
        letters = link(_("Letters"), lambda: screen.go("letter_templates"), "to_letters")
        phones = link(_("Phone list"), lambda: screen.go("phone_list"), "to_phones")
        parts: tuple[QWidget, ...] = (
            text.label(_("Logo")),
            self.mark,
            self.none,
            side_by_side(put, self.take_off),
            text.label(_("Color of titles and bars")),
            self.swatches,
            self.number,
            self.told,
            side_by_side(see, letters, phones),
        )
        for part in parts:
            self.add(part)

    def refresh(self) -> None:
        self._screen.ask(paper.logo).then(self._show_logo)
        self._screen.ask(paper.color).then(self._show_color)

    def refuse(self, trouble: Refused) -> bool:
        return self.number.refuse(trouble)

    def _show_logo(self, png: bytes) -> None:
        shown = QPixmap()
        shown.loadFromData(png)
        if not shown.isNull() and shown.height() > _TALLEST:
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = shown.scaledToHeight(_TALLEST, smooth)
        self.mark.setPixmap(shown)
        self.mark.setVisible(not shown.isNull())
        self.none.setVisible(shown.isNull())
        self.take_off.setVisible(not shown.isNull())

    def _show_color(self, color: str) -> None:
        known = {swatch.color for swatch in paper_color.SWATCHES}
        self.swatches.write(color if color in known else None)
        self.number.set_values({"color": "" if color in known else color})
        self.number.mark_saved()
        message = _("Contrast: excellent ({found:.1f} to 1). A black-and-white printer prints it dark.")
        self.told.setText(message.format(found=paper_color.contrast(color)))

    def _pick(self) -> None:
        chosen = self.swatches.value()
        self._set("" if chosen is None else str(chosen))

    def _type(self) -> None:
        self._set(str(self.number.values()["color"] or ""))

    def _set(self, color: str) -> None:
        self.number.accept()
        self._screen.ask(paper.set_color, color).then(lambda _kept: self._changed())

    def _changed(self) -> None:
        self.refresh()
        self._screen.toast(_("All paper is printed this way from now on."))

    def _take_off(self) -> None:
        self._screen.ask(paper.remove_logo).then(lambda _kept: self._changed())

    def _see(self) -> None:
        asked = {"handout_id": "boundaries", "language": "en"}
        self._screen.go("paper", report="handout", asked=asked)


def choose_logo(screen: Panel, then: Callable[[], object]) -> None:
    """Ask for a picture file and take it as the clinic's mark."""
    kinds = _("Pictures (*.png *.jpg *.jpeg)")
    path = file_dialogs.open_path(screen, _("Set the clinic's logo"), "", kinds)
    if path is None:
        return
    try:
        picture = chosen_file.read(path, paper.LARGEST_FILE)
    except Refused as refused:
        screen.complain(refused)
        return

    def after_saving(_logo: object) -> None:
        screen.toast(_("All paper is printed this way from now on."))
        then()

    screen.ask(paper.set_logo, picture).then(after_saving)


def _filled(color: str) -> QIcon:
    swatch = QPixmap(_SWATCH.grownBy(QMargins(0, 0, 4, 0)))  # and a gap before the name
    swatch.fill(Qt.GlobalColor.transparent)
    painter = QPainter(swatch)
    painter.fillRect(QRect(QPoint(), _SWATCH), QColor(color or Qt.GlobalColor.black))
    painter.end()
    return QIcon(swatch)
