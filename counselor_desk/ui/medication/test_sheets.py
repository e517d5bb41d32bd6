"""The sheets of a test: what it showed, what it does to a reward, and what became of it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.records.base import form_of
from counselor_desk.records.specimen import Finding, Specimen, Validity
from counselor_desk.services.medication.specimens import NOT_TESTED, PANELS, SpecimenRow, TestEntryResult
from counselor_desk.services.rewards.from_chart import TestForeseen
from counselor_desk.services.rewards.withdrawing import WithdrawalForeseen
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.witness import SecondSigner

RESULTS = (Choice("negative", lazy("Negative")), Choice("positive", lazy("Positive")))
OPEN_LINE = (*RESULTS, Choice(NOT_TESTED, lazy("Not tested")))


def findings_in(given: dict[str, Any]) -> dict[str, str]:
    """What the form says of each analyte that was answered."""
    return {key[2:]: said for key, said in given.items() if key.startswith("r_") and said}


def sample_form(asked: Sequence[str]) -> Form:
    """One sample: how it was taken, the lines a reward turns on, and the rest of the panel."""
    validity = tuple(Choice(v.value, v.words.capitalize()) for v in Validity)
    sample = form_of(Specimen, _("Test"), "kind", "observed")
    more = (
        Field("on", _("Collected on"), Kind.DATE),
        Field("validity", _("The sample"), Kind.CHOICE, choices=validity, beside=True),
    )
    names = definitions.ingredients()
    needed = tuple(
        Field(f"r_{analyte}", names.label_of(analyte), Kind.CHOICE, True, OPEN_LINE) for analyte in asked
    )
    results = tuple(
        Field(f"r_{analyte}", names.label_of(analyte), Kind.CHOICE, choices=RESULTS)
        for analyte in PANELS["standard"]
        if analyte not in asked
    )
    note = form_of(Specimen, "", "note")
    rewarded = _("The client's reward turns on these: answer each one.")
    help_ = _("What is left open counts as not tested.")
    sections = [Section("", (*sample.fields, *more))]
    if needed:
        sections.append(Section(_("For the reward"), needed, rewarded))
    sections += [Section(_("Other results") if needed else _("Results"), results, help_)]
    return Form(_("Test"), (*sections, Section("", note.fields)))


class TestSheet(Sheet):
    """Asks for a test and says, before it is kept, what it will do to the rewards."""

    __test__ = False

    def __init__(
        self,
        asked: Sequence[str],
        values: dict[str, Any],
        keep: tuple[str, Callable[[dict[str, Any]], object]],
        back: Callable[[], object],
    ) -> None:
        super().__init__(sample_form(asked), values, keep, back)
        self.foreseen = text.strong("").wrapped()
        self.foreseen.setObjectName("foreseen")
        self.foreseen.hide()
        self.add_below(self.foreseen)

    def show_foreseen(self, consequences: Sequence[TestForeseen]) -> None:
        several = len(consequences) > 1
        lines = [f"{one.title}: {one.sentence}" if several else one.sentence for one in consequences]
        self.foreseen.setText("\n".join(lines))
        self.foreseen.setVisible(bool(lines))


class TestKept(QWidget):
    """A test that gave a reward no outcome: why, and the key to the visit that waits."""

    __test__ = False

    def __init__(
        self, recorded: TestEntryResult, to_visit: Callable[[], object], back: Callable[[], object]
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        layout.addWidget(text.heading(words.capital(recorded.tested.reading)).wrapped())
        for consequence in recorded.rewards:
            sentence = consequence.result.why if consequence.result else consequence.note
            line = text.body(sentence)
            line.setObjectName("consequence")
            layout.addWidget(line)
        self.visit = action(_("Open the visit"), to_visit, "", "visit")
        make_primary(self.visit)
        self.done = action(_("Done"), back, "Esc", "done")
        layout.addWidget(side_by_side(self.visit, self.done))


class FollowSheet(Sheet):
    """What the laboratory said, whose hands the sample went through, or that it was an error."""

    def __init__(
        self,
        held: SpecimenRow,
        keep: Callable[[SpecimenRow, dict[str, Any]], object],
        back: Callable[[], object],
    ) -> None:
        states = (
            Choice("sent", _("Sent to the laboratory")),
            Choice("confirmed", _("Confirmed")),
            Choice("not confirmed", _("Not confirmed")),
        )
        positive = tuple(
            Field(f"c{r.id}", f"{r.analyte} {r.finding.words}", Kind.CHOICE, choices=states)
            for r in held.results
            if r.finding is Finding.POSITIVE
        )
        others = {f"c{r.id}" for r in held.results} - {f.key for f in positive}
        more = (
            Field("to", _("Handed on to")),
            Field("reason", _("Entered in error, because"), help=_("The test then no longer counts.")),
        )
        form = Form(_("Test"), (Section(_("Confirmation"), positive), Section(_("Sample"), more)))
        values = {f"c{r.id}": r.confirmed or None for r in held.results}

        def save_followed(given: dict[str, Any]) -> object:
            return keep(held, {**dict.fromkeys(others), **given})

        super().__init__(form, values, (_("Save"), save_followed), back)
        for step in held.specimen.chain:
            by, to, at = (str(step.get(key, "")) for key in ("by", "to", "at"))
            self.show_note(_("{by} to {to}, {at}").format(by=by, to=to, at=at[:16].replace("T", " ")))
        self.undone = text.body("")
        self.undone.setObjectName("undone")
        self.second = SecondSigner(_("Witness"))
        for widget in (self.undone, self.second):
            widget.hide()
            self.add_below(widget)

    def show_undone(self, foreseen: WithdrawalForeseen) -> None:
        """What marking the test as an error would undo, before the second person signs."""
        hangs = bool(foreseen.sentences)
        said = " ".join(foreseen.sentences)
        self.undone.setText(_("If it was entered in error: {said}").format(said=said))
        self.undone.setVisible(hangs)
        self.second.setVisible(hangs)
