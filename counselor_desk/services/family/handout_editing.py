"""The clinic writes its own handouts: facts and text apart, every kept version on file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.family import handout_source
from counselor_desk.domain.family.handout import Audience, FrontMatter, Handout, Phone
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.family import HandoutCopy
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import paper
from counselor_desk.services.family import handouts

LONGEST = 20_000
KIND = "handout"
OWN_WORDS = lazy("own words of this clinic")
TO_CHECK = "to be read and back-checked by a qualified translator before use"
_LAST = 900  # on the shelf after everything that came with the program


@dataclass(frozen=True)
class HandoutVersion:
    """A text that was printed from a day on; id 0 is the one that came with the program."""

    id: int
    title: str
    dated: date
    kept_at: datetime | None
    by: str
    source: str
    is_current: bool


@dataclass(frozen=True)
class HandoutDetail:
    """A handout opened to be written: where it begins, its pair, what was kept before."""

    id: str  # "" of a new one
    front: FrontMatter
    body: str
    versions: tuple[HandoutVersion, ...]
    pair: Handout | None
    phones: dict[str, Phone]
    draft: Body | None
    drafted_at: datetime | None

    @property
    def is_untranslated(self) -> bool:
        """Whether the text shown is still that of the other language."""
        return bool(self.id) and not any(version.is_current for version in self.versions)


@query(Can.KEEP_LIBRARY, "handout_editing.bench")
def bench(ctx: Context, handout_id: str, language: str) -> HandoutDetail:
    """A handout to edit; in a language that it lacks it begins with its pair; "" is a new one."""
    other = "es" if language == "en" else "en"
    made = handouts.all_handouts(ctx, language).get(handout_id)
    pair = handouts.all_handouts(ctx, other).get(handout_id)
    if handout_id and made is None and pair is None:
        raise Refused(_("There is no such handout. Choose another."), "handout_id")
    draft = paper.draft_of(ctx, KIND, handout_id, language)
    today = ctx.today
    return HandoutDetail(
        id=handout_id,
        front=_front(made, pair, language, today),
        body=handout_source.body_of((made or pair).source) if made or pair else "",  # type: ignore[union-attr]
        versions=tuple(_versions(ctx, handout_id, language)),
        pair=pair,
        phones=handouts.phones(ctx),
        draft=draft.written if draft else None,
        drafted_at=draft.saved_at if draft else None,
    )


def _front(made: Handout | None, pair: Handout | None, language: str, today: date) -> FrontMatter:
    """The facts to begin with: a translation takes those of its pair, and its date."""
    if made is not None and pair is not None and made.front.version < pair.front.version:
        return handout_source.changed(made.front, {"version": pair.front.version})
    if made is not None:
        return handout_source.changed(made.front, {"version": today})
    if pair is not None:
        check = TO_CHECK if language == "es" else ""
        return handout_source.changed(pair.front, {"language": language, "back_check": check})
    return FrontMatter(
        id="",
        title="",
        version=today,
        language=language,
        audience=Audience.BOTH,
        sources=(str(OWN_WORDS),),
        order=_LAST,
    )


def _versions(ctx: Context, handout_id: str, language: str) -> list[HandoutVersion]:
    """The newest first, at the end the one that came with the program."""
    rows = ctx.tuples(
        select(HandoutCopy, Staff.name)
        .join(Staff, Staff.id == HandoutCopy.made_by)
        .where(HandoutCopy.key == handout_id, HandoutCopy.language == language)
        .order_by(HandoutCopy.id.desc()),
    )
    handout_versions = []
    for at, (copy, name) in enumerate(rows):
        made, in_use = handout_source.parse(copy.text), at == 0 and copy.withdrawn_at is None
        dated = made.front.version
        handout_versions.append(
            HandoutVersion(
                id=copy.id,
                title=made.title,
                dated=dated,
                kept_at=copy.made_at,
                by=name,
                source=copy.text,
                is_current=in_use,
            )
        )
    shipped = files.handouts(language).get(handout_id)
    if shipped is not None:
        in_use = not any(version.is_current for version in handout_versions)
        dated, source = shipped.front.version, shipped.source
        handout_versions.append(
            HandoutVersion(
                id=0, title=shipped.title, dated=dated, kept_at=None, by="", source=source, is_current=in_use
            )
        )
    return handout_versions


def parse_handout(front: FrontMatter, facts: Mapping[str, Any], body: str) -> Handout:
    """Facts and text as a handout, or a refusal that says at which place it is not one."""
    if not str(facts.get("title", front.title)).strip():
        raise Refused(_("Give the handout a title."), "title")
    if len(body) > LONGEST:
        raise Refused(_("This is too long for a handout. Keep it to two pages."), "body")
    if not body.strip():
        raise Refused(_("There is no text yet. Write what the family should take home."), "body")
    try:
        handout_source.blocks_of(body)
        sentence = handout_source.write_source(handout_source.changed(front, facts), body)
        return handout_source.parse(sentence)
    except ValueError as error:
        raise Refused(_("The text cannot be printed: {reason}.").format(reason=error), "body") from error


@command(Can.KEEP_LIBRARY, "handout_editing.keep")
def save_handout(
    ctx: Context, handout_id: str, language: str, facts: Mapping[str, Any], body: str
) -> HandoutCopy:
    """What is printed from now on; what was printed before stays among the versions."""
    if language not in files.LANGUAGES:
        raise Refused(_("Choose English or Spanish."), "language")
    before = bench(ctx, handout_id, language)
    given = {
        **facts,
        "language": language,
        "id": handout_id or _free(ctx, str(facts.get("title", ""))),
    }
    if language == "es" and body.strip("\n") != before.body.strip("\n"):  # other words are to be read again
        given |= {"back_check": TO_CHECK, "reviewed_by": "", "reviewed_on": None}
    made = parse_handout(before.front, given, body)
    if made.front.version > ctx.today:
        raise Refused(_("This date is in the future. Check the date."), "version")
    if not made.front.sources:
        raise Refused(_("Say what it is based on; your own experience is an answer."), "sources")
    paper.forget_draft(ctx, KIND, handout_id, language)
    return ctx.add(
        HandoutCopy(
            key=made.id,
            language=language,
            text=made.source,
            made_at=ctx.now,
            made_by=ctx.actor.id,
        )
    )


@command(Can.KEEP_LIBRARY, "handout_editing.review")
def review_translation(ctx: Context, handout_id: str, language: str) -> HandoutCopy:
    """The actor has read a translation against the English: who and when stands in the text's own facts."""
    made = handouts.all_handouts(ctx, language).get(handout_id)
    if made is None:
        raise Refused(_("There is no such handout in this language. Choose another."), "handout_id")
    if not made.front.back_check:
        raise Refused(_("This translation has been reviewed. There is nothing left to do."))
    done = {"back_check": "", "reviewed_by": ctx.actor.name, "reviewed_on": ctx.today}
    source = handout_source.write_source(
        handout_source.changed(made.front, done), handout_source.body_of(made.source)
    )
    return ctx.add(
        HandoutCopy(key=made.id, language=language, text=source, made_at=ctx.now, made_by=ctx.actor.id)
    )


def _free(ctx: Context, title: str) -> str:
    """A name that no handout has had: the same in both languages."""
    taken = set(ctx.rows(str, select(HandoutCopy.key)))
    for language in files.LANGUAGES:
        taken |= set(files.handouts(language))
    name = handout_source.slug(title)
    name = name if len(name) >= 3 else f"own_{name}".rstrip("_")
    if name not in taken:
        return name
    return next(f"{name}_{n}" for n in range(2, len(taken) + 3) if f"{name}_{n}" not in taken)


@command(Can.KEEP_LIBRARY, "handout_editing.withdraw")
def withdraw(ctx: Context, handout_id: str, language: str) -> None:
    """Back to the text that came with the program, or off the shelf; versions stay on file."""
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


def front_of(source: str) -> FrontMatter:
    """The facts at the head of a version."""
    return handout_source.parse(source).front
