"""Closing the program: each record transferred with consent, retained under seal, or destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import chosen
from counselor_desk.domain.privacy.consent import why_not_usable
from counselor_desk.domain.privacy.program_closing import RecordDisposition, RecordProgress, TransferAnswer
from counselor_desk.domain.privacy.retention import RetentionDates, date_in_words, standing
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent
from counselor_desk.records.program_closing import ClosingClient, ProgramClosing
from counselor_desk.services.privacy import retention
from counselor_desk.services.privacy.consent_standing import terms_in_chart


@dataclass(frozen=True)
class ClosingClientRow:
    """One record with what becomes of it and what is left to do."""

    client_id: int
    number: str
    name: str
    step: RecordProgress
    kept_until: date
    why: str
    next_task: str


@dataclass(frozen=True)
class ClosingStatus:
    """The whole of it, as far as it has come."""

    record: ProgramClosing
    program: str
    clients: tuple[ClosingClientRow, ...]
    destroyed: int
    open_tasks: tuple[str, ...]

    @property
    def latest(self) -> date | None:
        """The last day of any record that is retained."""
        days = [
            client_row.kept_until
            for client_row in self.clients
            if client_row.step.way is RecordDisposition.RETAIN
        ]
        return max(days, default=None)

    @property
    def label(self) -> str:
        return self.record.facts().label(self.program)


@query(Can.DESTROY, "closing.present")
def current_closing(ctx: Context) -> ClosingStatus | None:
    """The closing that is under way, or the one that was finished; None when there is none."""
    record = ctx.first(select(ProgramClosing).order_by(ProgramClosing.id.desc()))
    if record is None:
        return None
    clients = tuple(_steps(ctx))
    undone = sum(bool(client_row.next_task) for client_row in clients)
    since = Destruction.begun_at >= record.begun_at
    gone = int(ctx.value(select(func.count()).select_from(Destruction).where(since)))
    left = record.facts().open_tasks([client_row.step.way for client_row in clients], undone)
    program = ctx.clinic.name
    return ClosingStatus(record, program, clients, gone, tuple(left))


@command(Can.DESTROY, "closing.keep")
def save_closing(ctx: Context, values: Mapping[str, Any]) -> ProgramClosing:
    """Begin the closing, or write down how far it has come."""
    form = form_of(ProgramClosing, "")
    if missing := form.missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    record = ctx.first(select(ProgramClosing).order_by(ProgramClosing.id.desc()))
    if record is not None and record.finished_at is not None:
        raise Refused(_("The closing is finished. Its report says how."))
    if record is None:
        record = ProgramClosing(ends_on=values["ends_on"], begun_by=ctx.actor.id, begun_at=ctx.now)
    for field in form.fields:
        if field.key in values:
            value = values[field.key]
            setattr(record, field.key, "" if value is None and _is_words(field.key) else value)
    if record.why == "acquired" and not record.acquirer.strip():
        raise Refused(_("Name the program that takes it over."), "acquirer")
    for key in ("archived_on", "copied_on", "sealed_on", "sanitized_on"):
        _not_ahead(ctx, getattr(record, key), key)
    return ctx.add(record)


@command(Can.DESTROY, "closing.keep_client")
def keep_client(ctx: Context, client_id: int, values: Mapping[str, Any]) -> ClosingClient:
    """What becomes of one record; the law's conditions are checked."""
    client = ctx.get(Client, client_id)
    record = ctx.first(select(ProgramClosing).order_by(ProgramClosing.id.desc()))
    if record is None or record.finished_at is not None:
        raise Refused(_("No closing is under way. Begin it first."))
    closing_client = ctx.first(select(ClosingClient).where(ClosingClient.client_id == client.id))
    row = closing_client or ClosingClient(client_id=client.id, closing_id=record.id, changed_at=ctx.now)
    row.way = chosen(RecordDisposition, values.get("way") or RecordDisposition.OPEN, "way")
    row.answer = chosen(TransferAnswer, values.get("answer") or TransferAnswer.NONE, "answer")
    row.asked_on, row.asked_how = values.get("asked_on"), (values.get("asked_how") or "").strip()
    row.done_on, row.changed_at = values.get("done_on"), ctx.now
    row.consent_id = _consent_id(ctx, client, values.get("consent_id"))
    _not_ahead(ctx, row.asked_on, "asked_on")
    _not_ahead(ctx, row.done_on, "done_on")
    _check(ctx, client, row)
    return ctx.add(row)


def _consent_id(ctx: Context, client: Client, consent_id: Any) -> int | None:
    """A consent of this client's, or none."""
    if not consent_id:
        return None
    return _consent(ctx, client, consent_id if isinstance(consent_id, int) else None).id


@command(Can.DESTROY, "closing.decide_rest")
def decide_rest(ctx: Context) -> int:
    """Who is asked and has not answered waits; the others get what the law leaves without consent.

    To destroy is only decided by this: each record still takes two people.
    """
    today, wait = ctx.today, files.retention().closing.wait_days
    decided = 0
    for client_row in _steps(ctx):
        waits = client_row.step.answer is TransferAnswer.YES or client_row.step.is_waiting(today, wait)
        if client_row.step.way is RecordDisposition.OPEN and not waits:
            way = RecordDisposition.DESTROY if client_row.step.is_over else RecordDisposition.RETAIN
            keep_client(ctx, client_row.client_id, {**_values(ctx, client_row.client_id), "way": way})
            decided += 1
    return decided


@command(Can.DESTROY, "closing.seal_retained")
def seal_retained(ctx: Context, on: date) -> int:
    """The devices were sealed: every record that is retained is done with this day."""
    sealed = 0
    for client_row in _steps(ctx):
        if client_row.step.way is RecordDisposition.RETAIN and client_row.step.done_on is None:
            keep_client(ctx, client_row.client_id, {**_values(ctx, client_row.client_id), "done_on": on})
            sealed += 1
    return sealed


def _values(ctx: Context, client_id: int) -> dict[str, Any]:
    row = ctx.first(select(ClosingClient).where(ClosingClient.client_id == client_id))
    keys = ("way", "asked_on", "asked_how", "answer", "consent_id", "done_on")
    return {key: getattr(row, key) for key in keys} if row is not None else {}


@command(Can.DESTROY, "closing.finish")
def finish(ctx: Context) -> ProgramClosing:
    """Everything is done; nothing is closed before."""
    closing = current_closing(ctx)
    if closing is None:
        raise Refused(_("No closing is under way. Begin it first."))
    if closing.open_tasks:
        raise Refused(closing.open_tasks[0])
    closing.record.finished_at = ctx.now
    return closing.record


def _check(ctx: Context, client: Client, row: ClosingClient) -> None:
    stands, today = retention.of_client(ctx, client), ctx.today
    held = ctx.dates_of(client.id)[client.id].on_hold
    if row.way is RecordDisposition.DESTROY and (held or not stands.is_over(today)):
        until = (
            _("it is under a legal hold")
            if held
            else _("until {day}").format(day=date_in_words(stands.until.day))
        )
        raise Refused(
            _("It must be retained: {reason}. Retain it under seal, or transfer it.").format(reason=until),
            "way",
        )
    if row.way is RecordDisposition.RETAIN and stands.is_over(today) and not held:
        raise Refused(_("No law requires keeping it any longer: destroy it, or transfer it."), "way")
    if row.way is RecordDisposition.TRANSFER and row.done_on is not None:
        consent = _consent(ctx, client, row.consent_id)
        terms = terms_in_chart(ctx, consent)
        if not terms.lets_out:
            raise Refused(_("Choose the written consent to the transfer (42 CFR 2.31)."), "consent_id")
        if sentence := why_not_usable(terms, row.done_on):
            raise Refused(
                _("This consent does not allow the transfer on that day: {reason}").format(reason=sentence),
                "consent_id",
            )


def _consent(ctx: Context, client: Client, consent_id: int | None) -> Consent:
    """A consent of this client's own, and of nobody else's."""
    wanted = select(Consent).where(Consent.id == consent_id, Consent.client_id == client.id)
    consent = ctx.first(wanted)
    if consent is None:
        raise Refused(_("Choose the written consent to the transfer (42 CFR 2.31)."), "consent_id")
    return consent


def _steps(ctx: Context) -> list[ClosingClientRow]:
    """Every record that is still here; what is undone first."""
    rules, today = retention.periods_in_force(ctx), ctx.today
    kept = {row.client_id: row for (row,) in ctx.tuples(select(ClosingClient))}
    all_dates = ctx.dates_of()
    lines = select(Client.id, Client.number, Client.given_name, Client.family_name)
    client_rows = [
        _step(kept.get(chart), all_dates[chart], (chart, number, f"{given} {family}".strip()), rules, today)
        for chart, number, given, family in ctx.tuples(lines.order_by(Client.number))
    ]
    return sorted(client_rows, key=lambda client_row: not client_row.next_task)


def _step(
    row: ClosingClient | None, dates: RetentionDates, who: tuple[int, str, str], rules: Any, today: date
) -> ClosingClientRow:
    stands = standing(rules, dates)
    over = stands.is_over(today) and not dates.on_hold
    step = (
        row.step(row.consent_id is not None, over)
        if row
        else RecordProgress(RecordDisposition.OPEN, is_over=over)
    )
    left = step.next_task(today, files.retention().closing.wait_days)
    client_id, number, name = who
    return ClosingClientRow(
        client_id=client_id,
        number=number,
        name=name,
        step=step,
        kept_until=stands.until.day,
        why=stands.until.why,
        next_task=left,
    )


@query(Can.DESTROY, "closing.of_client")
def of_client(ctx: Context, client_id: int) -> ClosingClient | None:
    client = ctx.get(Client, client_id)
    return ctx.first(select(ClosingClient).where(ClosingClient.client_id == client.id))


def _is_words(key: str) -> bool:
    return not key.endswith(("_on", "_until"))


def _not_ahead(ctx: Context, day: date | None, field: str) -> None:
    if day is not None and day > ctx.today:
        raise Refused(_("This day is in the future."), field)
