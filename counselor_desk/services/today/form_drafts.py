"""Use cases of what is typed into a form and not saved yet: kept, found again, thrown away."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body, canonical
from counselor_desk.records.form_draft import ChartFormDraft, ClinicFormDraft
from counselor_desk.records.people import Client

PASSING = frozenset({"new", "section", "part"})  # of `go`: the way to a form, not what it is about


@dataclass(frozen=True)
class FormPlace:
    """Where a form stands: the screen, what it was opened for, the sheet on it, the questions."""

    screen: str
    client_id: int | None = None  # in whose chart
    where: Body = field(default_factory=dict)  # as `go` takes it
    sheet: str = ""  # the way to it from there, by the name of the act that opens it
    of: tuple[str | int, ...] = ()  # what it is opened with
    questions: str = ""  # tells two forms of one place apart

    @property
    def spot(self) -> str:
        """The same for the same form of the same thing, on any day, in any language, at any seat."""
        shown = {key: value for key, value in self.where.items() if not self.sheet and key not in PASSING}
        told = {"screen": self.screen, "where": shown, "sheet": self.sheet, "of": list(self.of)}
        return hashlib.sha256(canonical({**told, "questions": self.questions})).hexdigest()[:32]

    def __str__(self) -> str:
        """Of this form and no other: by this a text waits for a line that is cut."""
        return self.name_of(self.client_id, self.spot)

    @staticmethod
    def name_of(client_id: int | None, spot: str) -> str:
        return f"{client_id or 0}/{spot}"

    @property
    def way(self) -> Body:
        return {"screen": self.screen, "where": dict(self.where), "sheet": self.sheet, "of": list(self.of)}


@dataclass(frozen=True)
class UnfinishedForm:
    """One's own answers in a form that were not saved."""

    spot: str
    client_id: int | None
    client: str
    title: str
    way: Body
    answers: Body
    saved_at: datetime


@query(Can.USE_PROGRAM, "form_drafts.mine")
def mine(ctx: Context) -> list[UnfinishedForm]:
    """One's own alone, and of charts that one may still see; the newest first."""
    return own(ctx)


def own(ctx: Context) -> list[UnfinishedForm]:
    charts = ctx.tuples(
        select(
            ChartFormDraft.spot,
            ChartFormDraft.client_id,
            Client.called,
            ChartFormDraft.title,
            ChartFormDraft.way,
            ChartFormDraft.answers,
            ChartFormDraft.saved_at,
        )
        .join(Client, Client.id == ChartFormDraft.client_id)
        .where(ChartFormDraft.staff_id == ctx.actor.id)
    )
    others = ctx.find(select(ClinicFormDraft).where(ClinicFormDraft.staff_id == ctx.actor.id))
    found = [
        UnfinishedForm(
            spot=spot,
            client_id=client_id,
            client=client,
            title=title,
            way=way,
            answers=answers,
            saved_at=at,
        )
        for spot, client_id, client, title, way, answers, at in charts
    ]
    found += [
        UnfinishedForm(
            spot=draft.spot,
            client_id=None,
            client="",
            title=draft.title,
            way=draft.way,
            answers=draft.answers,
            saved_at=draft.saved_at,
        )
        for draft in others
    ]
    return sorted(found, key=lambda form: form.saved_at, reverse=True)


@command(Can.USE_PROGRAM, "form_drafts.put")
def put(
    ctx: Context, place: FormPlace, title: str, written: Body, typed_at: datetime | None = None
) -> datetime:
    """Save what stands in a form now; says when. Refused for a chart that one may not open.

    `typed_at`: when it was typed, where a cut line kept it on its way: refused after newer words.
    """
    draft = _draft_at(ctx, place.client_id, place.spot)
    at = min(typed_at or ctx.now, ctx.now)
    if draft is None:
        draft = ctx.add(_new_draft(ctx, place))
    elif typed_at is not None and typed_at < draft.saved_at and draft.answers != dict(written):
        raise Refused(_("You have written in this form at another computer since."))
    draft.answers, draft.title, draft.way, draft.saved_at = dict(written), title, place.way, at
    return at


@command(Can.USE_PROGRAM, "form_drafts.drop")
def drop(ctx: Context, client_id: int | None, spot: str) -> bool:
    """Its answers were saved where they belong, or thrown away; says whether there were any."""
    if client_id is not None and ctx.value(select(Client.id).where(Client.id == client_id)) is None:
        raise Refused(_("That client is not in your caseload."))
    draft = _draft_at(ctx, client_id, spot)
    if draft is not None:
        ctx.remove(draft)
    return draft is not None


def _new_draft(ctx: Context, place: FormPlace) -> ChartFormDraft | ClinicFormDraft:
    mine, spot, now = ctx.actor.id, place.spot, ctx.now
    if place.client_id is None:
        return ClinicFormDraft(staff_id=mine, spot=spot, title="", saved_at=now)
    return ChartFormDraft(client_id=place.client_id, staff_id=mine, spot=spot, title="", saved_at=now)


def _draft_at(ctx: Context, client_id: int | None, spot: str) -> ChartFormDraft | ClinicFormDraft | None:
    if client_id is None:
        return ctx.first(
            select(ClinicFormDraft).where(
                ClinicFormDraft.staff_id == ctx.actor.id, ClinicFormDraft.spot == spot
            )
        )
    return ctx.first(
        select(ChartFormDraft).where(
            ChartFormDraft.staff_id == ctx.actor.id,
            ChartFormDraft.client_id == client_id,
            ChartFormDraft.spot == spot,
        )
    )
