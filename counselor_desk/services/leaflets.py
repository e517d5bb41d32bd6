"""The handouts as this clinic prints them: those shipped, its own texts, its own numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from counselor_desk import catalog
from counselor_desk.domain import handout as handouts
from counselor_desk.domain import reading
from counselor_desk.domain.handout import Handout, Phone
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.family import HandoutCopy, PhoneEntry
from counselor_desk.services.desk import Context, command, query
from counselor_desk.services.filling import checked

LONGEST = 20_000
_ID = re.compile(r"[a-z0-9_]{3,40}")
_VERSION = re.compile(r"(?m)^version = .*$")


@dataclass(frozen=True)
class Listed:
    """One line of the shelf."""

    id: str
    title: str
    pair: str  # its title in the other language, "" without one
    level: float
    version: str
    is_own: bool
    to_check: str


def level(made: Handout) -> float:
    """The figure in the footer: a grade of at least 1, or INFLESZ."""
    texts = handouts.reading_text(made.blocks)
    figure = reading.level(texts, made.front.language, catalog.medical_names())
    return figure if made.front.language == "es" else max(figure, 1.0)


@query(Can.PRINT)
def shelf(ctx: Context, language: str = "en") -> list[Listed]:
    """Every handout of a language, the clinic's own texts in place of those shipped."""
    other = "es" if language == "en" else "en"
    pairs = every(ctx, other)
    own = _own(ctx, language)
    return [
        Listed(
            made.id,
            made.title,
            pairs[made.id].title if made.id in pairs else "",
            level(made),
            made.front.version.isoformat(),
            made.id in own,
            made.front.back_check,
        )
        for made in every(ctx, language).values()
    ]


@query(Can.PRINT)
def read(ctx: Context, handout_id: str, language: str = "en") -> Handout:
    """One handout as it is printed now."""
    found = every(ctx, language).get(handout_id)
    if found is None:
        raise Refused(_("There is no such handout in this language. Choose another."), "handout_id")
    return found


def every(ctx: Context, language: str) -> dict[str, Handout]:
    """By id, in the order of the shelf."""
    merged = {**catalog.handouts(language), **_own(ctx, language)}
    return dict(sorted(merged.items(), key=lambda pair: (pair[1].front.order, pair[0])))


def _own(ctx: Context, language: str) -> dict[str, Handout]:
    latest = (
        select(func.max(HandoutCopy.id))
        .where(HandoutCopy.language == language)
        .group_by(HandoutCopy.key)
    )
    rows = ctx.rows(
        lambda key, text: (key, text),
        select(HandoutCopy.key, HandoutCopy.text).where(
            HandoutCopy.id.in_(latest), HandoutCopy.withdrawn_at.is_(None)
        ),
    )
    return {key: handouts.parse(text) for key, text in rows}


@command(Can.KEEP_LIBRARY)
def keep(ctx: Context, language: str, text: str) -> HandoutCopy:
    """The clinic's own text from now on; the version is today's date."""
    if len(text) > LONGEST:
        raise Refused(_("This is too long for a handout. Keep it to two pages."), "text")
    dated = _VERSION.sub(f"version = {ctx.now.astimezone().date().isoformat()}", text, count=1)
    made = understood(dated)
    if made.front.language != language or not _ID.fullmatch(made.id):
        raise Refused(_("Leave id and language at the head of the text as they are."), "text")
    return ctx.add(
        HandoutCopy(
            key=made.id, language=language, text=dated, made_at=ctx.now, made_by=ctx.actor.id
        )
    )


def understood(text: str) -> Handout:
    """The text as a handout, or a refusal that says in which line it is not one."""
    try:
        return handouts.parse(text)
    except ValueError as error:
        raise Refused(
            _("The text cannot be printed: {reason}.").format(reason=error), "text"
        ) from error


@command(Can.KEEP_LIBRARY)
def withdraw(ctx: Context, handout_id: str, language: str) -> None:
    """Back to the text that came with the program; the clinic's versions stay on file."""
    own = ctx.find(
        select(HandoutCopy).where(
            HandoutCopy.key == handout_id,
            HandoutCopy.language == language,
            HandoutCopy.withdrawn_at.is_(None),
        )
    )
    if not own:
        raise Refused(_("This handout is the one that came with the program."))
    for copy in own:
        copy.withdrawn_at = ctx.now


@query(Can.PRINT)
def versions(ctx: Context, handout_id: str, language: str) -> list[HandoutCopy]:
    """The clinic's texts of a handout, the newest first."""
    return ctx.find(
        select(HandoutCopy)
        .where(HandoutCopy.key == handout_id, HandoutCopy.language == language)
        .order_by(HandoutCopy.id.desc())
    )


@query(Can.PRINT)
def phones(ctx: Context) -> dict[str, Phone]:
    """Whom to call, with the numbers that this clinic keeps."""
    found = dict(catalog.phones())
    for entry in ctx.find(select(PhoneEntry)):
        found[entry.key] = Phone(
            entry.key,
            {"en": entry.name_en, "es": entry.name_es or entry.name_en},
            {"en": entry.how_en, "es": entry.how_es or entry.how_en},
            verify=entry.checked_on is None,
        )
    return found


@command(Can.KEEP_LIBRARY)
def keep_phone(ctx: Context, key: str, values: Mapping[str, Any]) -> PhoneEntry:
    """A number as the clinic has it; the first change takes over what was shipped."""
    given = checked(PhoneEntry, values)
    entry = ctx.first(select(PhoneEntry).where(PhoneEntry.key == key))
    if entry is None:
        return ctx.add(PhoneEntry(key=key, **given))
    for name, value in given.items():
        setattr(entry, name, value)
    return entry


def entry_values(phone: Phone) -> dict[str, Any]:
    """A phone of the list as the form asks it."""
    return {
        "name_en": phone.name["en"],
        "name_es": phone.name["es"],
        "how_en": phone.how["en"],
        "how_es": phone.how["es"],
    }
