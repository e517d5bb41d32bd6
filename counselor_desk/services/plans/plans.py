"""The treatment plan through the desk: begun from findings, saved, signed, in force, compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.care.levels import is_overdue
from counselor_desk.domain.plans import plan as tree
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.people import Staff
from counselor_desk.records.plan import PlanObjective, PlanSignature
from counselor_desk.services.care import episodes
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import prefill

TEMPLATE, REVIEW = "treatment_plan", "plan_review"
WITHOUT = ("declined", "could not")  # no signature: each with its reason
MANNERS = ("drawn", "typed", "on paper", *WITHOUT)


@dataclass(frozen=True)
class ClientPlans:
    """A client's plan as the chart shows it: the draft, the one in force, and earlier ones."""

    draft: Document | None
    in_force: Document | None
    earlier: Sequence[Document]
    objectives: Sequence[PlanObjective]
    signatures: Sequence[PlanSignature]
    review_on: date | None
    is_overdue: bool = False
    colleague_drafts: Sequence["OpenDraft"] = ()
    more_drafts: Sequence[Document] = ()  # one's own, beside `draft`: two windows were open

    @property
    def waits_for_client(self) -> bool:
        """The version that counts has neither the client's signature nor the reason why there is none."""
        return self.in_force is not None and is_waiting(self.in_force, self.signatures)


@dataclass(frozen=True)
class OpenDraft:
    """That a colleague is writing this client's plan: who and since when, never what."""

    author: str
    since: datetime


@query(Can.READ_CHART, "plans.chart")
def chart(ctx: Context, client_id: int) -> ClientPlans:
    plans = ctx.find(
        select(Document)
        .where(
            *versions_of(client_id),
            or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id),
        )
        .order_by(Document.id.desc())
    )
    signed = [p for p in plans if p.signed_at is not None and p.status is not Status.VOID]
    drafts = [p for p in plans if p.status in WRITABLE]
    now = signed[0] if signed else None
    due = _review_due(ctx, client_id, now)
    return ClientPlans(
        draft=drafts[0] if drafts else None,
        in_force=now,
        earlier=signed[1:],
        objectives=objectives_of(ctx, client_id),
        signatures=_signatures(ctx, client_id),
        review_on=due,
        is_overdue=due is not None and is_overdue(due, ctx.today),
        colleague_drafts=_open_elsewhere(ctx, client_id),
        more_drafts=drafts[1:],
    )


def is_waiting(plan: Document, signatures: Iterable[PlanSignature]) -> bool:
    """The client has not signed these very words, and no reason was written: the plan waits for that."""
    said = (s for s in signatures if s.document_id == plan.id and s.shown_digest == plan.digest)
    return plan.signed_at is not None and not any(said)


def waiting_for_client(ctx: Context, client_ids: Sequence[int]) -> dict[int, date]:
    """Of these clients, whose newest signed plan waits for them, and since which day."""
    waiting_plans = ctx.find(
        select(Document)
        .where(Document.client_id.in_(client_ids), *_signed(ctx, TEMPLATE), Document.status.not_in(WRITABLE))
        .order_by(Document.id)
    )
    newest = {plan.client_id: plan for plan in waiting_plans}
    signatures = ctx.find(
        select(PlanSignature).where(PlanSignature.document_id.in_([plan.id for plan in newest.values()]))
    )
    return {
        client_id: plan.signed_at.astimezone().date()
        for client_id, plan in newest.items()
        if plan.signed_at is not None and is_waiting(plan, signatures)
    }


def versions_of(client_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Document.client_id == client_id,
        Document.template == TEMPLATE,
        Document.discarded_at.is_(None),
    )


def _open_elsewhere(ctx: Context, client_id: int) -> list[OpenDraft]:
    return ctx.rows(
        OpenDraft,
        select(Staff.name, Document.created_at)
        .join(Staff, Staff.id == Document.author_id)
        .where(
            *versions_of(client_id),
            Document.status.in_(WRITABLE),
            Document.author_id != ctx.actor.id,
        )
        .order_by(Document.id),
    )


@command(Can.WRITE_NOTE, "plans.begin")
def begin(ctx: Context, client_id: int) -> Document:
    """This author's draft: the one there is, else a new version of the plan, or the first.

    Diagnoses, level of care and admission are those of the chart today, not of the version before.
    """
    here = chart(ctx, client_id)
    if here.draft is not None:
        return here.draft
    body = dict(here.in_force.body) if here.in_force else {}
    for key, now in prefill.standing_now(ctx, client_id).items():
        body.pop(key, None)
        if now.value:
            body[key] = now.value
    body["review_on"] = _next_review(ctx, client_id).isoformat()
    return documents.start(ctx, client_id, TEMPLATE, body=body)


@query(Can.READ_CHART, "plans.objective_choices")
def objective_choices(ctx: Context, client_id: int) -> list[str]:
    """What a note may name as worked on: the open objectives of the plan that was agreed on."""
    return [o.label for o in objectives_of(ctx, client_id) if o.standing in tree.OPEN]


@command(Can.WRITE_NOTE, "plans.take_signature")
def take_signature(ctx: Context, document_id: int, given: dict[str, Any]) -> PlanSignature:
    """The client's signature on a signed plan, or the reason why there is none."""
    document = ctx.get(Document, document_id)
    if document.signed_at is None:
        raise Refused(_("Sign the plan first, so that the client signs the same words."))
    manner, signer = given.get("manner", ""), str(given.get("signer", "")).strip()
    if not signer:
        raise Refused(_("Type the name of the person who signs."), "signer")
    if manner == "drawn" and not given.get("strokes"):
        raise Refused(_("Let the client draw the signature, or choose another way."), "strokes")
    if manner not in MANNERS:
        raise Refused(_("Choose how the client signs, or why not."), "manner")
    if manner in WITHOUT and not str(given.get("reason", "")).strip():
        raise Refused(_("Say why there is no signature."), "reason")
    return ctx.add(
        PlanSignature(
            client_id=document.client_id,
            document_id=document.id,
            signer=signer,
            relation=str(given.get("relation") or "client"),
            manner=manner,
            strokes=given.get("strokes") or [],
            reason=str(given.get("reason", "")).strip(),
            shown_digest=document.digest,
            signed_at=ctx.now,
            taken_by=ctx.actor.id,
        )
    )


@command(Can.WRITE_NOTE, "plans.begin_review")
def begin_review(ctx: Context, client_id: int) -> Document:
    """A review of the plan in force, with every objective ready to be rated."""
    rows = objectives_of(ctx, client_id)
    if not rows:
        raise Refused(
            _("There is no plan yet that the client has signed. Start it, or ask for the signature.")
        )
    open_ones = [r for r in rows if r.standing in tree.OPEN]
    asked = [{"objective": r.label, "state": r.standing.value} for r in open_ones]
    body = {"standing": asked, "next_review": _next_review(ctx, client_id).isoformat()}
    return documents.start(ctx, client_id, REVIEW, body=body)


@query(Can.READ_CHART, "plans.compare")
def compare(ctx: Context, newer_id: int) -> tuple[str, str]:
    """The words of the version before this one, and its own."""
    newer = ctx.get(Document, newer_id)
    older = ctx.first(
        select(Document)
        .where(
            Document.client_id == newer.client_id,
            Document.template == TEMPLATE,
            Document.id < newer.id,
            Document.signed_at.is_not(None),
        )
        .order_by(Document.id.desc())
    )
    return (older.body.get("outline", "") if older else "", newer.body.get("outline", ""))


def objectives_of(ctx: Context, client_id: int) -> list[PlanObjective]:
    """Those of the version that counts, in their order."""
    rows = ctx.find(
        select(PlanObjective).where(
            PlanObjective.client_id == client_id,
            PlanObjective.document_id.in_(agreed_versions(Document.client_id == client_id)),
        )
    )
    return sorted(rows, key=by_code)


def agreed_versions(whose: ColumnElement[bool]) -> Select[int]:
    """Of each client the version of the plan whose objectives count: the newest that was agreed on.

    A plan is agreed with the client: it counts from their signature on these very words, or from the
    reason why there is none (domain facts 3.5). Until then the version before it counts; so it does
    again when the newer one was returned or entered in error.
    """
    said = and_(PlanSignature.document_id == Document.id, PlanSignature.shown_digest == Document.digest)
    return (
        select(func.max(Document.id))
        .join(PlanSignature, said)
        .where(
            whose,
            Document.template == TEMPLATE,
            Document.signed_at.is_not(None),
            Document.status.not_in((*WRITABLE, Status.VOID)),
            Document.discarded_at.is_(None),
        )
        .group_by(Document.client_id)
    )


def objectives_in(ctx: Context, document_id: int) -> list[PlanObjective]:
    """Those of one version of a plan, in force or not."""
    return ctx.find(select(PlanObjective).where(PlanObjective.document_id == document_id))


def signatures_on(ctx: Context, document_id: int) -> list[PlanSignature]:
    """What the client, or who signs for them, has said to one version of a plan."""
    statement = select(PlanSignature).where(PlanSignature.document_id == document_id)
    return ctx.find(statement.order_by(PlanSignature.id))


def by_code(objective: PlanObjective) -> list[int]:
    """1.10 comes after 1.9."""
    return [int(n) for n in objective.code.split(".")]


def reviews_due(ctx: Context, whose: ColumnElement[bool]) -> dict[int, date | None]:
    """Of every client asked about who has a plan in force: the day its review is due."""
    plans = ctx.rows(
        lambda client_id, signed, review_on: (client_id, (signed, review_on)),
        select(Document.client_id, Document.signed_at, Document.body["review_on"].as_string())
        .where(whose, *_signed(ctx, TEMPLATE))
        .order_by(Document.id),
    )
    latest = dict(plans)
    due = {client_id: review_on for client_id, (_at, review_on) in latest.items()}
    for client_id, signed, review_on in ctx.tuples(
        select(
            Document.client_id,
            Document.signed_at,
            Document.body["next_review"].as_string(),
        )
        .where(whose, *_signed(ctx, REVIEW))
        .order_by(Document.id),
    ):
        if client_id in latest and signed > latest[client_id][0]:
            due[client_id] = review_on or due[client_id]
    return {key: date.fromisoformat(review_on) if review_on else None for key, review_on in due.items()}


def _signed(ctx: Context, template: str) -> tuple[ColumnElement[bool], ...]:
    """Signed and standing; what was returned counts for its author alone."""
    return (
        Document.template == template,
        Document.signed_at.is_not(None),
        Document.status != Status.VOID,
        Document.discarded_at.is_(None),
        or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id),
    )


def _signatures(ctx: Context, client_id: int) -> list[PlanSignature]:
    statement = select(PlanSignature).where(PlanSignature.client_id == client_id)
    return ctx.find(statement.order_by(PlanSignature.id))


def _preset(ctx: Context, client_id: int) -> tree.ReviewPreset:
    level = episodes.standing(ctx, client_id).level
    return files.review_presets().at(level.code if level else "")


def _next_review(ctx: Context, client_id: int) -> date:
    return tree.due_on(ctx.today, _preset(ctx, client_id).every_days)


def first_due(ctx: Context, client_id: int) -> date | None:
    episode = episodes.standing(ctx, client_id).episode
    since = episode.admitted_on if episode else None
    return tree.due_on(since, _preset(ctx, client_id).first_days) if since else None


def _review_due(ctx: Context, client_id: int, plan: Document | None) -> date | None:
    """The day a review is due; before the first plan, the day on which the plan itself is."""
    if plan is None:
        return first_due(ctx, client_id)
    return reviews_due(ctx, Document.client_id == client_id).get(client_id)
