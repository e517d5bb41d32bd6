"""The handouts as this clinic prints them: those shipped, its own texts, its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked, fill
from counselor_desk.domain import readability
from counselor_desk.domain.family import handout_source
from counselor_desk.domain.family.handout import Handout, Phone
from counselor_desk.domain.roles import Can
from counselor_desk.records.family import HandoutCopy, PhoneEntry


@dataclass(frozen=True)
class HandoutRow:
    """One line of the shelf."""

    id: str
    title: str
    pair: str  # its title in the other language, "" without one
    level: float
    version: date
    is_own: bool
    to_check: str
    reviewed_by: str = ""
    reviewed_on: date | None = None
    claims: int = 0  # facts with a source of their own
    tags: tuple[str, ...] = ()
    pair_version: date | None = None
    is_missing: bool = False  # it is there in the other language alone

    @property
    def is_older(self) -> bool:
        """Whether the text in the other language was changed after this one."""
        return self.pair_version is not None and self.version < self.pair_version


def level(made: Handout) -> float:
    """How hard it reads, for staff: a grade of at least 1, or INFLESZ."""
    texts = handout_source.reading_text(made.blocks)
    figure = readability.level(texts, made.front.language, files.medical_names())
    return figure if made.front.language == "es" else max(figure, 1.0)


@query(Can.PRINT, "leaflets.shelf")
def shelf(ctx: Context, language: str = "en") -> list[HandoutRow]:
    """Every handout of a language, the clinic's own texts in place of those shipped.

    At the end stands what there is in the other language alone: it waits to be translated.
    """
    here, pairs = all_handouts(ctx, language), all_handouts(ctx, "es" if language == "en" else "en")
    own = _own_handouts(ctx, language)
    listed = [_listed(made, pairs.get(made.id), made.id in own) for made in here.values()]
    missing = [made for made in pairs.values() if made.id not in here]
    return [*listed, *(replace(_listed(made, None, True), is_missing=True) for made in missing)]


def _listed(made: Handout, pair: Handout | None, is_own: bool) -> HandoutRow:
    return HandoutRow(
        id=made.id,
        title=made.title,
        pair=pair.title if pair else "",
        level=level(made),
        version=made.front.version,
        is_own=is_own,
        to_check=made.front.back_check,
        reviewed_by=made.front.reviewed_by,
        reviewed_on=made.front.reviewed_on,
        claims=len(made.front.claims),
        tags=made.front.tags,
        pair_version=pair.front.version if pair else None,
    )


@query(Can.PRINT, "leaflets.read")
def read(ctx: Context, handout_id: str, language: str = "en") -> Handout:
    """One handout as it is printed now."""
    handout = all_handouts(ctx, language).get(handout_id)
    if handout is None:
        raise Refused(_("There is no such handout in this language. Choose another."), "handout_id")
    return handout


def all_handouts(ctx: Context, language: str) -> dict[str, Handout]:
    """By id, in the order of the shelf."""
    merged = {**files.handouts(language), **_own_handouts(ctx, language)}
    return dict(sorted(merged.items(), key=lambda pair: (pair[1].front.order, pair[0])))


def for_readers(ctx: Context, language: str) -> dict[str, Handout]:
    """Every handout in somebody's language, or in the one that there is."""
    other = "es" if language == "en" else "en"
    return {**all_handouts(ctx, other), **all_handouts(ctx, language)}


def _own_handouts(ctx: Context, language: str) -> dict[str, Handout]:
    latest = (
        select(func.max(HandoutCopy.id)).where(HandoutCopy.language == language).group_by(HandoutCopy.key)
    )
    rows = ctx.tuples(
        select(HandoutCopy.key, HandoutCopy.text).where(
            HandoutCopy.id.in_(latest), HandoutCopy.withdrawn_at.is_(None)
        ),
    )
    return {key: handout_source.parse(text) for key, text in rows}


@query(Can.PRINT, "leaflets.phones")
def phones(ctx: Context) -> dict[str, Phone]:
    """Whom to call, with the numbers that this clinic keeps."""
    phone_by_key = dict(files.phones())
    for entry in ctx.find(select(PhoneEntry)):
        phone_by_key[entry.key] = Phone(
            entry.key,
            {"en": entry.name_en, "es": entry.name_es or entry.name_en},
            {"en": entry.how_en, "es": entry.how_es or entry.how_en},
            verify=entry.checked_on is None,
            checked=f"{entry.checked_on}" if entry.checked_on else "",
        )
    return phone_by_key


@command(Can.KEEP_LIBRARY, "leaflets.keep_phone")
def keep_phone(ctx: Context, key: str, values: Mapping[str, Any]) -> PhoneEntry:
    """A number as the clinic has it; the first change takes over what was shipped."""
    entry = ctx.first(select(PhoneEntry).where(PhoneEntry.key == key))
    if entry is None:
        return ctx.add(PhoneEntry(key=key, **checked(PhoneEntry, values)))
    fill(entry, values)
    return entry


def entry_values(phone: Phone) -> dict[str, Any]:
    """A phone of the list as the form asks it."""
    return {
        "name_en": phone.name["en"],
        "name_es": phone.name["es"],
        "how_en": phone.how["en"],
        "how_es": phone.how["es"],
    }
