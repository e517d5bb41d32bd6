"""Need in six areas, and the level that the most pressing one points to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.care.levels import RATINGS, LevelEdition
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link

Rated = tuple[Mapping[str, Any], Mapping[str, Any], Sequence[tuple[str, str]]]
Rate = Callable[[LevelEdition, dict[str, Any]], object]
Others = Sequence[tuple[str, Callable[[], object]]]  # other editions: their title, how to change


class RatingSheet(Sheet):
    """Six areas from 0 to 4, and the level that the most pressing one points to, as it is typed."""

    def __init__(
        self, edition: LevelEdition, rate: Rate, back: Callable[[], object], others: Others = ()
    ) -> None:
        self.edition = edition
        super().__init__(
            _rating_form(edition),
            {},
            (_("Save"), lambda values: rate(edition, values)),
            back,
        )
        self.show_note(_("0 none, 1 mild, 2 moderate, 3 serious, 4 severe. {note}").format(note=edition.note))
        for title, change in others:
            self.add_above(
                side_by_side(link(_("Rate by the {edition}").format(edition=title), change, "other_edition"))
            )
        self.suggestion = text.strong().wrapped()
        self._notes.addWidget(self.suggestion)
        self.form.changed.connect(lambda key: self._suggest())
        self._suggest()

    def _suggest(self) -> None:
        values = self.form.values()
        ratings = {n: int(values[f"area{n}"]) for n in range(1, 7) if values.get(f"area{n}") is not None}
        suggestion = self.edition.suggest(ratings)
        if suggestion.level is None or suggestion.area is None:
            self.suggestion.setText(_("No area points to a level yet."))
            return
        message = _("Points to {level}, because of {area}.")
        self.suggestion.setText(message.format(level=suggestion.level.label, area=suggestion.area.name))


class RatedSheet(QWidget):
    """A rating as it was made: each area with what shows it, the level, and why it differs."""

    def __init__(self, edition: LevelEdition, rated: Rated, back: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("rated")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        ratings, notes, last = rated
        areas = [
            (
                f"{area.number}. {area.name}",
                ", ".join(part for part in (RATINGS[int(rating)], notes.get(str(area.number), "")) if part),
            )
            for area in edition.areas
            if (rating := ratings.get(str(area.number))) is not None
        ]
        title = _("Needs in six areas, {edition}").format(edition=edition.title)
        layout.addWidget(text.heading(title))
        layout.addWidget(KeyValue([*areas, *last]))
        layout.addWidget(side_by_side(link(_("Back"), back, "back")))


def _rating_form(edition: LevelEdition) -> Form:
    fields: list[Field] = []
    for area in edition.areas:
        fields.append(Field(f"area{area.number}", f"{area.number}. {area.name}", Kind.SCALE, low=0, high=4))
        fields.append(Field(f"note{area.number}", _("Evidence"), beside=True))
    levels = tuple(Choice(level.code, level.label) for level in edition.levels)
    last = (
        Field("chosen", _("Level chosen"), Kind.CHOICE, choices=levels),
        Field("difference", _("Why it differs from where needs point"), Kind.TEXT),
    )
    title = _("Needs in six areas, {edition}").format(edition=edition.title)
    return Form(title, (Section("", tuple(fields)), Section(_("Level"), last)))
