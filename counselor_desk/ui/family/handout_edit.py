"""The clinic's own text of a handout, with the page and its reading level beside it."""

from typing import TYPE_CHECKING, Any

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.family import handout_source
from counselor_desk.domain.family.handout import Audience, FrontMatter, Handout, Phone
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.family import handout_editing, handouts
from counselor_desk.services.family.handout_editing import HandoutDetail, HandoutVersion
from counselor_desk.ui.clinic.text_editor import KeptText, TextEditor
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets.facts import side_by_side

if TYPE_CHECKING:  # what draws paper comes in when a page is drawn
    from counselor_desk.reports.press.sheet import Sheet

HIGHEST_GRADE, LOWEST_EASE = 6, 65
AUDIENCES = (
    Choice(Audience.CLIENT, lazy("Clients")),
    Choice(Audience.FAMILY, lazy("Families")),
    Choice(Audience.BOTH, lazy("Both")),
)
FORM = Form.of(
    "",
    Field("title", lazy("Title"), required=True),
    Field("audience", lazy("For"), Kind.CHOICE, required=True, choices=AUDIENCES),
    Field(
        "version",
        lazy("Date of this version"),
        Kind.DATE,
        required=True,
        help=lazy("A translation takes the date of the text that it was made from."),
    ),
    Field("tags", lazy("Tags"), help=lazy("Words to find it by, separated by commas.")),
    Field(
        "sources",
        lazy("Based on"),
        Kind.TEXT,
        required=True,
        help=lazy("One per line. It is printed at the foot of every page."),
    ),
    Field(
        "needs_safety_page",
        lazy("Never without the safety page"),
        Kind.CHECK,
        help=lazy("Check it when the handout changes how someone acts at home."),
    ),
)
STARTS = {
    lazy("Heading"): "## ",
    lazy("List"): "- ",
    lazy("Steps"): "1. ",
    lazy("Box"): "> ",
    lazy("Question to answer in one's own words"): "? ",
    lazy("Room to write"): "_2 ",
    lazy("Table"): "| A | B |\n|---|---|\n| one | two |\n",
    lazy("Strong words"): "**strong**",
    lazy("Picture: withdrawal"): "!picture withdrawal\n",
    lazy("Picture: after detox"): "!picture after_detox\n",
    lazy("Picture: an urge passes"): "!picture urge\n",
    lazy("Picture: tolerance"): "!picture tolerance\n",
}
LANGUAGES = Glossary({"en": lazy("English"), "es": lazy("Spanish")})


class HandoutEdit(TextEditor):
    """Text at the left, paper at the right; every kept version stays on file."""

    title = lazy("Edit our copy")
    needs = Can.KEEP_LIBRARY
    kind = handout_editing.KIND

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.bench: HandoutDetail | None = None
        self.translate = self.page.secondary("", self._do_translate, "", "translate")
        self.sides = ButtonRow([(False, _("This page")), (True, _("Its pair"))], _("Page"))
        self.sides.write(False)
        self.sides.changed.connect(self.draw)
        self.above.addWidget(side_by_side(self.sides))
        self.above.setContentsMargins(look.PAGE, 0, 0, 0)
        self.hint.setText(
            _("A line begins with what it is; Insert puts it there. **Two stars** make words strong.")
        )

    def open(self, **where: Any) -> None:
        """handout_edit(handout="overdose", language="es"); without a handout, a new one."""
        if "language" in where:
            self.key, self.language = where.get("handout", ""), where["language"]
            self.reread()

    def reread(self) -> None:
        self.ask(handout_editing.bench, self.key, self.language).then(self._show)

    def _show(self, bench: HandoutDetail) -> None:
        self.bench = bench
        title = bench.front.title or _("New handout")
        self.page.set_title(title, LANGUAGES[self.language])
        self.offer({**{str(name): start for name, start in STARTS.items()}, **_phone_starts(bench.phones)})
        self._tell_of_pair(bench)
        self.tell_of_draft(bench.drafted_at)
        back = _("Back to the text that came with the program")
        self.list_versions([_kept(v) for v in bench.versions], back, _("Remove from the shelf"))
        self.begin(FORM, values_of(bench.front), bench.body, bench.draft)

    def _tell_of_pair(self, bench: HandoutDetail) -> None:
        other = LANGUAGES["es" if self.language == "en" else "en"]
        there = bench.pair is not None
        message = _("To the {language} text") if there else _("Translate into {language}")
        self.translate.setText(message.format(language=other))
        self.translate.setVisible(bool(bench.id) and not bench.is_untranslated)
        self.sides.setVisible(there)
        self.sides.write(False)

    def draw(self) -> None:
        """The page as it would print; a text that cannot be printed says why."""
        if self.bench is None:
            return
        try:
            facts = facts_of(self.facts())
            made = handout_editing.parse_handout(self.bench.front, facts, self.text.toPlainText())
        except Refused as refused:
            self.say(str(refused))
            return
        self.say("")
        message = _reading(handouts.level(made), self.language)
        self.level.setText(f"{message} {_better(made, self.language)}".strip())
        pair = self.bench.pair
        shown = pair if pair is not None and self.sides.value() else made
        phones = self.bench.phones
        self.on_letterhead(lambda sheet: _render(sheet, shown, phones), shown.title)

    def show_version(self, version_id: int) -> None:
        assert self.bench is not None
        version = next(v for v in self.bench.versions if v.id == version_id)
        front = handout_editing.front_of(version.source)
        today = self.bridge.today()
        message = _("This is the text of {day}. Save it to print it again from now on.")
        self.put_back(
            {**values_of(front), "version": today},
            handout_source.body_of(version.source),
            message.format(day=words.full_day(version.dated)),
        )

    def _do_translate(self) -> None:
        self.leave()
        other = "es" if self.language == "en" else "en"
        self.go("handout_edit", handout=self.key, language=other)

    def _do_keep(self) -> None:
        self._pause.stop()
        facts, body = facts_of(self.facts()), self.text.toPlainText()
        self.ask(handout_editing.save_handout, self.key, self.language, facts, body).then(self._kept)

    def complain(self, trouble: Any) -> None:
        """A refusal at a fact is shown where the facts are."""
        if isinstance(trouble, Refused) and self.form and trouble.field in self.form.boxes:
            self.view.write("facts")
            self._turn()
        super().complain(trouble)

    def _kept(self, copy: Any) -> None:
        self.go_to_kept("handouts", handout=copy.key, language=self.language)

    def _withdraw(self) -> None:
        self.ask(handout_editing.withdraw, self.key, self.language).then(
            lambda _done: self.go("handouts", handout=self.key, language=self.language)
        )


def values_of(front: FrontMatter) -> dict[str, Any]:
    """The facts as the form shows them."""
    return {
        "title": front.title,
        "audience": str(front.audience),
        "version": front.version,
        "tags": ", ".join(front.tags),
        "sources": "\n".join(front.sources),
        "needs_safety_page": front.needs_safety_page,
    }


def facts_of(values: dict[str, Any]) -> dict[str, Any]:
    """The answers of the form as facts; what is not answered is left as it was."""
    sources = (values.get("sources") or "").split("\n")
    facts = {
        "title": (values.get("title") or "").strip(),
        "audience": values.get("audience"),
        "version": values.get("version"),
        "tags": handout_source.split_words(values.get("tags") or ""),
        "sources": [line.strip() for line in sources if line.strip()],
        "needs_safety_page": bool(values.get("needs_safety_page")),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _kept(version: HandoutVersion) -> KeptText:
    return KeptText(
        id=version.id,
        title=version.title,
        kept_at=version.kept_at,
        by=version.by,
        is_current=version.is_current,
        dated=words.full_day(version.dated),
    )


def _phone_starts(phones: dict[str, Phone]) -> dict[str, str]:
    name = _("Phone: {name}")
    return {name.format(name=p.name["en"]): f"@phones {key}\n" for key, p in phones.items()}


def _reading(level: float, language: str) -> str:
    if language == "es":
        fine = level > LOWEST_EASE
        return _("INFLESZ {level:.0f}: {words}").format(
            level=level, words=_("easy enough") if fine else _("too hard; aim above 65")
        )
    fine = level <= HIGHEST_GRADE
    return _("Reading grade {level:.1f}: {words}").format(
        level=level, words=_("easy enough") if fine else _("too hard; aim for 6 or less")
    )


def _better(made: Handout, language: str) -> str:
    """The first words that could put the person first, with what to say; "" when all do."""
    words_said = f"{made.title}\n{handout_source.body_of(made.source)}"
    flags = files.wording_in(language).flags(words_said)
    if not flags:
        return ""
    message = words_said[flags[0].start : flags[0].start + flags[0].length]
    more = len(flags) - 1
    better = _("“{said}”: better “{say}”.").format(said=message, say=flags[0].say[0])
    return better + (_(" And {n} more.").format(n=more) if more else "")


def _render(sheet: "Sheet", made: Handout, phones: dict[str, Phone]) -> bytes:
    from counselor_desk.reports.family import handout_story

    return handout_story.page(sheet, made, phones)


SCREEN = HandoutEdit
