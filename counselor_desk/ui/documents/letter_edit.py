"""The clinic's own letter: its words with places that the chart fills, shown for nobody real."""

from typing import TYPE_CHECKING, Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import LazyText, _, lazy
from counselor_desk.domain.documents.letter import PLACES, Letter
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import letters
from counselor_desk.services.documents.letters import LetterDetail, LetterVersion
from counselor_desk.ui.clinic.text_editor import KeptText, TextEditor
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text

if TYPE_CHECKING:  # what draws paper comes in when a page is drawn
    from counselor_desk.reports.press.sheet import Sheet

OTHERS, CLIENT = "others", "client"
LANGUAGES = (Choice("en", lazy("English")), Choice("es", lazy("Spanish")))
FORM = Form.of(
    "",
    Field("title", lazy("Title"), required=True, help=lazy("How it is found; it is not printed.")),
    Field("greeting", lazy("Greeting"), required=True, help=lazy("A comma is added automatically.")),
    Field("language", lazy("Language"), Kind.CHOICE, required=True, choices=LANGUAGES),
    Field(
        "goes_to",
        lazy("Goes to"),
        Kind.CHOICE,
        required=True,
        choices=(Choice(CLIENT, lazy("The client's own hands")), Choice(OTHERS, lazy("Others"))),
        help=lazy("It goes to others only through Disclose, on a consent or another legal basis."),
    ),
    Field(
        "discloses",
        lazy("Kinds of information"),
        Kind.CHOICES,
        choices=tuple(Choice(str(c), LazyText(c.value, capital=True)) for c in letters.TOLD),
        help=lazy("What its fields refer to is added automatically."),
        when=FieldCondition("goes_to", (OTHERS,)),
    ),
)


class LetterEdit(TextEditor):
    """Words at the left; at the right the letter to a client who does not exist."""

    title = lazy("Edit our letter")
    needs = Can.KEEP_LIBRARY
    kind = letters.KIND

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.bench: LetterDetail | None = None
        self.hint.setText(_("A blank line starts a paragraph. Insert adds a field that is filled in."))
        self.above.setContentsMargins(look.PAGE, 0, 0, 0)
        self.above.addWidget(text.quiet(_("A made-up client fills the fields here.")))
        self.offer({name.capitalize(): f"{{{key}}}" for key, name in PLACES.items()})

    def open(self, **where: Any) -> None:
        """letter_edit(letter="court"); letter="" is a new one."""
        if "letter" in where:
            self.key, self.language = where["letter"], ""
            self.reread()

    def reread(self) -> None:
        self.ask(letters.bench, self.key).then(self._show)

    def _show(self, bench: LetterDetail) -> None:
        self.bench = bench
        self.page.set_title(bench.letter.title or _("New letter"), _("Letter"))
        self.tell_of_draft(bench.drafted_at)
        back = _("Back to the letter that came with the program")
        self.list_versions([_kept(v) for v in bench.versions], back, _("Remove from the list"))
        self.begin(FORM, values_of(bench.letter), bench.letter.body.strip(), bench.draft)

    def draw(self) -> None:
        """The letter as it would print; what nothing fills is named."""
        if self.bench is None:
            return
        try:
            made = letters.parse_letter(self.bench.letter, facts_of(self.facts()), self.text.toPlainText())
        except Refused as refused:
            self.say(str(refused))
            return
        self.say("")
        self.level.setText(_kept_in_words(made))
        self.on_letterhead(lambda sheet: _render(sheet, made), made.title)

    def show_version(self, version_id: int) -> None:
        assert self.bench is not None
        version = next(v for v in self.bench.versions if v.letter.copy == version_id)
        message = _("An earlier letter. Save it to print it again from now on.")
        self.put_back(values_of(version.letter), version.letter.body.strip(), message)

    def _do_keep(self) -> None:
        self._pause.stop()
        facts, body = facts_of(self.facts()), self.text.toPlainText()
        self.ask(letters.save_letter, self.key, facts, body).then(self._kept)

    def _kept(self, copy: Any) -> None:
        self.go_to_kept("letter_templates", letter=copy.key)

    def _withdraw(self) -> None:
        self.ask(letters.withdraw, self.key).then(lambda _done: self.go("letter_templates", letter=self.key))


def values_of(letter: Letter) -> dict[str, Any]:
    """The facts as the form shows them."""
    return {
        "title": letter.title,
        "greeting": letter.greeting,
        "language": letter.language,
        "goes_to": OTHERS if letter.discloses else CLIENT,
        "discloses": list(letter.discloses),
    }


def facts_of(values: dict[str, Any]) -> dict[str, Any]:
    """The answers of the form as facts of a letter."""
    others = values.get("goes_to") == OTHERS
    disclosed = tuple(values.get("discloses") or ()) if others else ()
    return {
        "title": (values.get("title") or "").strip(),
        "greeting": (values.get("greeting") or "").strip(),
        "language": values.get("language") or "en",
        "discloses": disclosed or ((str(letters.TOLD[0]),) if others else ()),
    }


def _kept_in_words(letter: Letter) -> str:
    if not letter.discloses:
        return _("To the client's own hands.")
    return _("To others: tells of {kinds}.").format(kinds=", ".join(letter.discloses))


def _kept(version: LetterVersion) -> KeptText:
    letter = version.letter
    return KeptText(letter.copy, letter.title, version.kept_at, version.by, version.is_current)


def _render(sheet: "Sheet", letter: Letter) -> bytes:
    from counselor_desk.reports.documents import letter_story

    return letter_story.sample_letter(sheet, letter)


SCREEN = LetterEdit
