"""The letters of the clinic: those that came with the program, and its own in their place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.documents.letter import PLACES, Letter, nearest_place, unknown
from counselor_desk.domain.family import handout_source
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.clinic_paper import LetterCopy
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import paper

LONGEST = 10_000
KIND = "letter"
# A letter tells of what happened; what stands in notes goes out as a document of its own.
TOLD = (Category.ATTENDANCE, Category.CARE, Category.PLAN, Category.MEDICATION, Category.TESTS)


@dataclass(frozen=True)
class LetterVersion:
    """A letter as it was kept on a day; copy 0 is the one that came with the program."""

    letter: Letter
    kept_at: datetime | None
    by: str
    is_current: bool


@dataclass(frozen=True)
class LetterDetail:
    """A letter opened to be written."""

    letter: Letter
    versions: tuple[LetterVersion, ...]
    draft: Body | None
    drafted_at: datetime | None


@query(Can.PRINT, "letters.shelf")
def shelf(ctx: Context) -> list[Letter]:
    """Every letter that can be printed now, by title."""
    return list(all_letters(ctx).values())


def all_letters(ctx: Context) -> dict[str, Letter]:
    latest = select(func.max(LetterCopy.id)).group_by(LetterCopy.key)
    rows = ctx.find(select(LetterCopy).where(LetterCopy.id.in_(latest), LetterCopy.withdrawn_at.is_(None)))
    merged = {**files.letters(), **{row.key: _letter(row) for row in rows}}
    return dict(sorted(merged.items(), key=lambda pair: pair[1].title))


def as_sent(ctx: Context, key: str, copy: int) -> Letter:
    """The words that a disclosure went out with; a later change of the letter is not its own."""
    letter = _letter(ctx.get(LetterCopy, copy)) if copy else files.letters().get(key)
    if letter is None:
        raise Refused(_("There is no such letter. Choose another."), "letter")
    return letter


def _letter(row: LetterCopy) -> Letter:
    return Letter(
        id=row.key,
        title=row.title,
        version=row.id,
        source="",
        greeting=row.greeting,
        body=row.body,
        language=row.language,
        discloses=tuple(row.discloses),
        copy=row.id,
    )


@query(Can.KEEP_LIBRARY, "letters.bench")
def bench(ctx: Context, key: str) -> LetterDetail:
    """A letter to edit; "" is a new one."""
    letter = (
        all_letters(ctx).get(key)
        if key
        else Letter(id="", title="", version=0, source="", greeting="", body="")
    )
    if letter is None:
        raise Refused(_("There is no such letter. Choose another."), "letter")
    draft = paper.draft_of(ctx, KIND, key, "")
    return LetterDetail(
        letter,
        tuple(_versions(ctx, key)),
        draft.written if draft else None,
        draft.saved_at if draft else None,
    )


FACTS = frozenset({"title", "greeting", "language", "discloses"})  # what the form of a letter asks


def _versions(ctx: Context, key: str) -> list[LetterVersion]:
    rows = ctx.tuples(
        select(LetterCopy, Staff.name)
        .join(Staff, Staff.id == LetterCopy.made_by)
        .where(LetterCopy.key == key)
        .order_by(LetterCopy.id.desc()),
    )
    letter_versions = [
        LetterVersion(_letter(copy), copy.made_at, name, at == 0 and copy.withdrawn_at is None)
        for at, (copy, name) in enumerate(rows)
    ]
    shipped = files.letters().get(key)
    if shipped is not None:
        letter_versions.append(
            LetterVersion(shipped, None, "", not any(v.is_current for v in letter_versions))
        )
    return letter_versions


def _with_facts(letter: Letter, facts: Mapping[str, Any], body: str) -> Letter:
    if strange := set(facts) - FACTS:
        raise Refused(_("The program fills this in. It can't be typed."), min(strange))
    return replace(letter, **facts, body=body)


def parse_letter(letter: Letter, facts: Mapping[str, Any], body: str) -> Letter:
    """The letter as it would be kept, or a refusal that names what nothing fills."""
    made = _with_facts(letter, facts, body)
    if not made.title.strip():
        raise Refused(_("Give the letter a title."), "title")
    if not made.greeting.strip():
        raise Refused(_("Begin the letter with a greeting."), "greeting")
    if not body.strip() or len(body) > LONGEST:
        raise Refused(_("Write the letter. It can have up to about ten thousand characters."), "body")
    for words, field in ((made.greeting, "greeting"), (body, "body")):
        if wrong := unknown(words):
            raise Refused(_unfilled(wrong), field)
    if made.discloses:
        made = replace(made, discloses=tuple(sorted({*made.discloses, *made.tells()})))
    try:
        made.check()
    except ValueError as error:
        sentence = _("This letter can't be saved: {reason}.").format(reason=error)
        raise Refused(sentence, "discloses") from error
    return made


def _unfilled(wrong: str) -> str:
    near = nearest_place(wrong)
    if near:
        return _("Nothing fills {wrong}. Did you mean {near}?").format(wrong=wrong, near=near)
    return _("Nothing fills {wrong}. Insert shows what can be filled in.").format(wrong=wrong)


@command(Can.KEEP_LIBRARY, "letters.keep")
def save_letter(ctx: Context, key: str, facts: Mapping[str, Any], body: str) -> LetterCopy:
    """What is printed from now on; what was printed before stays among the versions."""
    letter = bench(ctx, key).letter
    made = parse_letter(letter, facts, body)
    if made.language not in files.LANGUAGES:
        raise Refused(_("Choose English or Spanish."), "language")
    paper.forget_draft(ctx, KIND, key, "")
    return ctx.add(
        LetterCopy(
            key=key or _free(ctx, made.title),
            title=made.title.strip(),
            language=made.language,
            greeting=made.greeting.strip().rstrip(","),
            body=body.strip(),
            discloses=list(made.discloses),
            made_at=ctx.now,
            made_by=ctx.actor.id,
        )
    )


def _free(ctx: Context, title: str) -> str:
    taken = {*files.letters(), *ctx.rows(str, select(LetterCopy.key))}
    name = handout_source.slug(title) or "own"
    tried = (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3)))
    return next(one for one in tried if one not in taken)


@command(Can.KEEP_LIBRARY, "letters.withdraw")
def withdraw(ctx: Context, key: str) -> None:
    """Back to the letter that came with the program, or off the list; versions stay on file."""
    own = ctx.find(select(LetterCopy).where(LetterCopy.key == key, LetterCopy.withdrawn_at.is_(None)))
    if not own:
        raise Refused(_("This letter is the one that came with the program."))
    for copy in own:
        copy.withdrawn_at = ctx.now


def sample(language: str, clinic: str, phone: str, signer: str) -> dict[str, str]:
    """What fills the places of a client who does not exist, to see a letter on paper."""
    english = language == "en"
    days = ("Nov 3, 2026", "Nov 10, 2026", "Nov 17, 2026")
    spanish = ("3 nov 2026", "10 nov 2026", "17 nov 2026")
    first, _second, last = days if english else spanish
    known = {
        "client": "Alex Sample" if english else "Alex Ejemplo",
        "called": "Alex",
        "born": "Jan 1, 1990" if english else "1 ene 1990",
        "number": "0000000",
        "clinic": clinic,
        "phone": phone,
        "counselor": signer,
        "today": last,
        "first": first,
        "last": last,
        "attended": "3",
        "offered": "4",
        "dates": "\n".join(days if english else spanish),
        "admitted": first,
        "level": "2.1",
    }
    assert known.keys() == PLACES.keys()
    return known
