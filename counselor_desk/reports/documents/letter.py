"""A letter about a client from a template: to the client's own hands, or a draft for others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
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
    ctx: Context, client_id: int, letter: str, first: date, last: date, to: str = "", way: str = ""
) -> LetterPaper:
    """`way`: "hand" or "mail", for a letter to the client; mail needs the client's leave (42 CFR 2.13(c))."""
    template = letters.all_letters(ctx).get(letter)
    if template is None:
        raise Refused(_("There is no such letter. Choose another."), "letter")
    # To others it goes out through Disclose alone, which asks for the consent and keeps the line.
    draft = bool(template.discloses)
    # To the client's own hands goes no notice: it would tell the household what it is about.
    clinic = ctx.clinic
    around: dict[str, Any] = {}
    if not draft and _unnamed(ctx, client_id, template, way):
        around = {"clinic": "", "clinic_lines": (), "logo": b""}
    sheet = letterhead.sheet(
        ctx,
        _("Letter"),
        status=(_("Not sent: it goes out through Disclose"),) if draft else (),
        printed="",
        language=template.language,
        size=letter_story.SIZE,
        draft=draft,
        notice=letterhead.part2_notice(clinic) if draft else "",
        **around,
    )
    written = letter_story.write_letter(ctx, client_id, template, (first, last), to, unnamed=bool(around))
    if around and clinic.name.casefold() in written.all_words.casefold():
        raise _names_the_clinic()
    return LetterPaper(sheet, written, template.discloses)


def _unnamed(ctx: Context, client_id: int, template: Letter, way: str) -> bool:
    """Whether the clinic goes unnamed to this client; refused where the client's wishes forbid the letter."""
    client = ctx.get(Client, client_id)
    if way not in ("", *(choice.value for choice in WAYS)):
        raise Refused(_("Choose how it reaches the client."), "way")
    if way != "hand" and not client.mail_ok:
        raise Refused(
            _(
                "The client has not said that we may send mail. Choose “into the client's own hands”, or ask "
                "the client first."
            ),
            "way",
        )
    if client.clinic_name_ok:
        return False
    if template.tells() or "{clinic}" in f"{template.greeting}\n{template.body}":
        raise _names_the_clinic()
    return True


def _names_the_clinic() -> Refused:
    return Refused(
        _(
            "The client has not said that we may say the clinic's name, and this letter names it or tells of "
            "care. Choose another letter, or change its words."
        ),
        "letter",
    )


WAYS = (
    Choice("hand", lazy("Into the client's own hands")),
    Choice("mail", lazy("By mail")),
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
    Field(
        "way",
        lazy("How it reaches the client"),
        Kind.CHOICE,
        choices=WAYS,
        help=lazy("Of a letter to the client. Mail, and the clinic's name on it, as the client has agreed."),
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
