"""A letter about a client from a template: to the client's own hands, or a draft for others."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.documents import letter_story
from counselor_desk.reports.press import letterhead, questions
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents import letters


@dataclass(frozen=True)
class LetterPaper:
    """A letter and the sheet it is printed on."""

    sheet: Sheet
    text: letter_story.LetterText
    discloses: tuple[str, ...]  # none: it goes to the client's own hands


@query(Can.PRINT, "letter.gather")
def gather(  # noqa: PLR0913  one parameter a question of the form
    ctx: Context, client_id: int, letter: str, first: date, last: date, to: str = ""
) -> LetterPaper:
    template = letters.all_letters(ctx).get(letter)
    if template is None:
        raise Refused(_("There is no such letter. Choose another."), "letter")
    # To others it goes out through Disclose alone, which asks for the consent and keeps the line.
    draft = bool(template.discloses)
    # To the client's own hands goes no notice: it would tell the household what it is about.
    clinic = ctx.clinic
    sheet = letterhead.sheet(
        ctx,
        _("Letter"),
        status=(_("Not sent: it goes out through Disclose"),) if draft else (),
        printed="",
        language=template.language,
        size=letter_story.SIZE,
        draft=draft,
        notice=letterhead.part2_notice(clinic) if draft else "",
    )
    return LetterPaper(
        sheet, letter_story.write_letter(ctx, client_id, template, (first, last), to), template.discloses
    )


def story(drafted: LetterPaper) -> list[Flowable]:
    return letter_story.story(drafted.text)


ASKS = Form.of(
    lazy("Letter"),
    questions.CLIENT,
    Field(
        "letter",
        lazy("Which"),
        Kind.CHOICE,
        required=True,
        choices=tuple(Choice(letter.id, letter.title) for letter in files.letters().values()),
    ),
    Field("to", lazy("To"), Kind.TEXT, help=lazy("Name and address, as printed above the letter.")),
    questions.FIRST,
    questions.LAST,
)
REPORT = Report(
    "letter",
    lazy("Letter"),
    ASKS,
    gather,
    story,
    group="client",
    summary=lazy("To others it is a draft here: it goes out through Disclose, on a consent."),
    outgoing=True,
    discloses=lambda drafted: drafted.discloses,
)
