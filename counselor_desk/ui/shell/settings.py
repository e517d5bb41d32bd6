"""What can be set: one's own passphrase, the clinic and its rules, the people, the look."""

from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.trail import TrailVerdict
from counselor_desk.domain.form import Field, Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.practice import Practice
from counselor_desk.services.clinic import staff
from counselor_desk.services.vault import trail_lines
from counselor_desk.ui.care.code_lists import CodeLists
from counselor_desk.ui.clinic.colleagues import Colleagues
from counselor_desk.ui.clinic.paper import ClinicPaper
from counselor_desk.ui.documents.learned_words import LearnedWords
from counselor_desk.ui.exchange.state_table import StateTables
from counselor_desk.ui.kit import dress, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.shell import language
from counselor_desk.ui.shell.kept_texts import KeptTexts
from counselor_desk.ui.shell.line_watch import seat_of
from counselor_desk.ui.vault.this_computer import ThisComputer

CLINIC_KEYS = (
    "name",
    "address",
    "phone",
    "state",
    "npi",
    "tax_number",
    "license",
    "idle_minutes",
    "note_due_hours",
    "part2_program",
    "counseling_notes",
    "reading_copies",
    "smallest_count",
    "paper",
    "commercial",
)


class Settings(Screen):
    """One page: what is one's own first, then what only an administrator sets."""

    title = lazy("Settings")
    order = 900
    icon = "settings"
    shows = frozenset(
        {
            "Staff",
            "Practice",
            "LearnedWord",
            "Logo",
            "PaperColor",
            "LoadedCodeList",
            "StateTable",
            "TypedText",
        }
    )

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.clinic: FormWidget | None = None
        self.colleagues: Colleagues | None = None
        self.page.add(self._look(), self._passphrase())
        self.learned: LearnedWords | None = None
        if bridge.may(Can.WRITE_NOTE):
            self.learned = LearnedWords(self)
            self.page.add(self.learned)
        door, opened = bridge.door, bridge.opened
        seat = seat_of(door, opened)
        self.kept = KeptTexts(self, seat) if seat is not None else None
        if self.kept is not None:
            self.page.add(self.kept)
        elif door is not None and opened is not None and not opened.is_demo:
            self.page.add(ThisComputer(self, door, opened))
        if bridge.may(Can.MANAGE_PEOPLE):
            self.colleagues = Colleagues(self)
            self.page.add(self.colleagues)
        self.paper: ClinicPaper | None = None
        self.codes: CodeLists | None = None
        self.state: StateTables | None = None
        if bridge.may(Can.KEEP_LIBRARY):
            self.paper = ClinicPaper(self)
            self.page.add(self.paper)
            self.codes = CodeLists(self)
            self.page.add(self.codes)
            self.state = StateTables(self)
            self.page.add(self.state)
        if bridge.may(Can.SET_POLICY):
            self._clinic_group = Group(_("The clinic"))
            self.page.add(self._clinic_group)
        if bridge.may(Can.SEE_TRAIL):
            self.page.add(self._trail())

    def open(self, **where: Any) -> None:
        """settings(part="paper") shows how the clinic's paper looks, part="people" adds one."""
        if where.get("part") == "paper" and self.paper is not None:
            self.page.reveal(self.paper)
        if where.get("part") == "people" and self.colleagues is not None:
            self.colleagues.begin()

    def refresh(self) -> None:
        if self.learned is not None:
            self.learned.refresh()
        if self.kept is not None:
            self.kept.refresh()
        if self.paper is not None:
            self.paper.refresh()
        if self.codes is not None:
            self.codes.refresh()
        if self.state is not None:
            self.state.refresh()
        if self.colleagues is not None:
            self.colleagues.refresh()
        if self.bridge.may(Can.SET_POLICY) and self.clinic is None:
            self.ask(staff.practice).then(self._show_clinic)

    def leave(self) -> None:
        for form in (self.clinic, self.paper.number if self.paper else None):
            if form is not None:
                form.settle_now()

    def commands(self) -> list[Command]:
        settings = Command(
            _("Settings"),
            lambda: self.go("settings"),
            Key.Preferences,
            icon="settings",
        )
        verify = Command(_("Verify the audit trail"), self._do_verify, needs=Can.SEE_TRAIL, icon="check")
        return [settings, verify]

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        forms = [self.own, self.clinic, self.colleagues, self.paper, self.codes, self.state]
        said = isinstance(trouble, Refused) and any(f and f.refuse(trouble) for f in forms)
        if not said:
            super().complain(trouble)

    # -- how it looks

    def _look(self) -> QWidget:
        choices = [("system", _("Match system")), ("light", _("Light")), ("dark", _("Dark"))]
        self.look_choice = ButtonRow(choices, _("Look"), always=True)
        self.look_choice.write(dress.chosen_look())
        self.look_choice.changed.connect(self._do_look)
        languages = [(language.AS_THE_SYSTEM, _("Match system")), *language.offered()]
        self.language_choice = ButtonRow(languages, _("Language"), always=True)
        self.language_choice.write(language.chosen())
        self.language_choice.changed.connect(self._do_language)
        return Group(
            _("This computer"),
            text.label(_("Look")),
            self.look_choice,
            text.label(_("Language")),
            self.language_choice,
        )

    def _do_look(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress.apply(app).choose(self.look_choice.value())

    def _do_language(self) -> None:
        language.choose(self.language_choice.value() or language.AS_THE_SYSTEM)
        self.bridge.reworded.emit()

    # -- one's own passphrase

    def _passphrase(self) -> QWidget:
        self.own = FormWidget(
            Form.of(
                "",
                Field("old", _("Current passphrase"), required=True),
                Field(
                    "new",
                    _("New passphrase"),
                    required=True,
                    help=_("At least 15 characters: a few unrelated words."),
                ),
                Field("again", _("Confirm new passphrase"), required=True),
            )
        ).hold_elsewhere()
        for key in ("old", "new", "again"):
            line = self.own.boxes[key].editor.main
            if isinstance(line, QLineEdit):
                line.setEchoMode(QLineEdit.EchoMode.Password)
        change = action(_("Change the passphrase"), self._do_change, name="change_passphrase")
        offer = action(_("Suggest one"), self._do_offer, name="offer_passphrase")
        return Group(_("Your passphrase"), self.own, side_by_side(change, offer))

    def _do_offer(self) -> None:
        door = self.bridge.door
        if door is None:
            return
        offered = door.offer()
        line = self.own.boxes["new"].editor.main
        if isinstance(line, QLineEdit):
            line.setEchoMode(QLineEdit.EchoMode.Normal)  # to be written down before it is used
        self.own.boxes["new"].write(offered)
        self.own.boxes["again"].write("")

    def _do_change(self) -> None:
        values, door, opened = self.own.values(), self.bridge.door, self.bridge.opened
        if door is None or opened is None:
            return
        if values["new"] != values["again"]:
            self.complain(Refused(_("The passphrases do not match. Type it again."), "again"))
            return
        old, new = str(values["old"] or ""), str(values["new"] or "")
        self.work(door.change_passphrase, opened, old, new).then(lambda _done: self._changed())

    def _changed(self) -> None:
        self.own.set_values({})
        self.page.banner.say(_("Your passphrase is changed. The old one no longer works."), "ok")

    # -- the clinic

    def _show_clinic(self, practice: Practice) -> None:
        form = form_of(Practice, "", *CLINIC_KEYS)
        values = {key: getattr(practice, key) for key in CLINIC_KEYS}
        self.clinic = FormWidget(form, values).hold_elsewhere()
        self.clinic.settled.connect(self._keep_clinic)
        self._clinic_group.add(self.clinic)

    def _keep_clinic(self) -> None:
        if self.clinic is not None:
            values: dict[str, Any] = {k: v for k, v in self.clinic.values().items()}
            for key in ("address", "phone", "name", "state", "npi", "tax_number", "license"):
                values[key] = values[key] or ""
            self.ask(staff.change_practice, values).then(lambda _p: self._kept(values))

    def _kept(self, values: dict[str, Any]) -> None:
        if self.clinic is not None:
            self.clinic.mark_saved(values)
        self.bridge.saved.emit(self.bridge.now())

    # -- the trail

    def _trail(self) -> QWidget:
        message = _("Every line is chained to the one before: a change or a gap is found.")
        verify = action(_("Verify the audit trail"), self._do_verify, name="verify_trail")
        self.verdict = text.body()
        return Group(_("Audit trail"), text.quiet(message), side_by_side(verify), self.verdict)

    def _do_verify(self) -> None:
        self.ask(trail_lines.verify).then(self._show_verdict)

    def _show_verdict(self, verdict: TrailVerdict) -> None:
        if verdict.broken_at is None:
            whole = words.count(verdict.checked, "{n} line verified.", "All {n} lines verified.")
            self.verdict.setText(whole)
            return
        broken = _("Line {n} did not verify: {why}. Leave this vault as it is and restore a backup.")
        self.verdict.setText(broken.format(n=verdict.broken_at, why=verdict.why))


SCREEN = Settings
