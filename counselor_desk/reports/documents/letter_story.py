"""Letters about a client: their words filled from the chart, and how they stand on paper."""

from dataclasses import dataclass, replace
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports.press import marks, press, words
from counselor_desk.reports.press.sheet import Sheet
from counselor_desk.services.care import episodes
from counselor_desk.services.documents import letters
from counselor_desk.services.schedule import attendance

SIZE = 11.5  # points
FEW = 15
_SIGNER = "J. Counselor, LADC"  # of a sample


@dataclass(frozen=True)
class LetterText:
    """A letter ready to sign."""

    clinic: str
    to: str
    on: str
    greeting: str
    paragraphs: tuple[str, ...]
    signer: str

    @property
    def all_words(self) -> str:
        return "\n".join((self.clinic, self.greeting, *self.paragraphs, self.signer))


def write_letter(  # noqa: PLR0913  one parameter a thing that a letter is made of
    ctx: Context,
    client_id: int,
    template: Letter,
    days: tuple[date, date],
    to: str = "",
    unnamed: bool = False,
) -> LetterText:
    """`unnamed`: neither the clinic nor a credential stands on it, which would tell what it is about."""
    client, clinic = ctx.get(Client, client_id), ctx.clinic
    first, last = days
    known = {
        "client": client.name,
        "called": client.called,
        "born": words.day(client.born, template.language),
        "number": client.number,
        "clinic": clinic.name,
        "phone": clinic.phone,
        "counselor": _counselor(ctx, client, unnamed),
        "today": words.day(words.in_zone(ctx.now, clinic.time_zone).date(), template.language),
        "first": words.day(first, template.language),
        "last": words.day(last, template.language),
        **_care(ctx, client_id, template.language),
        **_visits(ctx, client_id, first, last, template.language),
    }
    greeting, paragraphs = template.fill(known)
    today = words.day(words.in_zone(ctx.now, clinic.time_zone).date(), template.language)
    head = "\n".join(p for p in (clinic.name, *clinic.address.splitlines(), clinic.phone) if p)
    return LetterText(
        clinic="" if unnamed else head,
        to=to,
        on=today,
        greeting=greeting,
        paragraphs=tuple(paragraphs),
        signer=ctx.actor.name if unnamed else ctx.actor.signature,
    )


def _counselor(ctx: Context, client: Client, unnamed: bool) -> str:
    if not client.counselor_id:
        return ""
    counselor = ctx.get(Staff, client.counselor_id)
    return counselor.name if unnamed else counselor.signature


def _care(ctx: Context, client_id: int, language: str) -> dict[str, str]:
    standing = episodes.standing(ctx, client_id)
    admitted = standing.episode.admitted_on if standing.episode else None
    level = standing.level
    label = definitions.edition(level.edition).label(level.code) if level else ""
    return {"admitted": words.day(admitted, language), "level": label}


def _visits(ctx: Context, client_id: int, first: date, last: date, language: str) -> dict[str, str]:
    visits, zone = attendance.visits(ctx, client_id, first, last), ctx.clinic.time_zone
    days = dict.fromkeys(words.in_zone(at, zone).date() for at in visits.kept)
    # Under each other as long as one page takes them.
    dates = ("\n" if len(days) <= FEW else "; ").join(words.day(day, language) for day in days)
    return {"attended": str(len(visits.kept)), "offered": str(visits.offered), "dates": dates}


def sample_letter(around: Sheet, template: Letter) -> bytes:
    """The letter of a client who does not exist, on the clinic's sheet."""
    clinic, (*address, phone) = around.clinic, around.clinic_lines or ("",)
    known = letters.sample(template.language, clinic, phone, _SIGNER)
    greeting, paragraphs = template.fill(known)
    head = "\n".join(part for part in (clinic, *address, phone) if part)
    made = LetterText(
        clinic=head, to="", on=known["today"], greeting=greeting, paragraphs=tuple(paragraphs), signer=_SIGNER
    )
    sheet = replace(around, title=_("Letter"), language=template.language, size=SIZE)
    return press.print_out(sheet, story(made))


def story(written: LetterText) -> list[Flowable]:
    head = marks.clinic_head(written.clinic.split("\n")) if written.clinic else []
    parts: list[Flowable] = [*head, marks.gap(14)]
    parts.append(marks.paragraph(written.on))
    if written.to.strip():
        parts += [marks.gap(6), marks.paragraph(written.to)]
    parts += [marks.gap(10), marks.paragraph(f"{written.greeting},")]
    for paragraph in written.paragraphs:
        parts += [marks.gap(3), marks.paragraph(paragraph)]
    return [*parts, marks.signature([written.signer])]
