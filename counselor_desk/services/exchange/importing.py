"""Bringing clients in from other programs: a dry run, all or nothing, undone as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.clients.same_person import likely_same
from counselor_desk.domain.exchange.people import ImportContents, ImportedClient
from counselor_desk.domain.names import plain
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.imported import ImportBatch, ImportedHistory
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.clients.clients import next_number

PARTS = ("diagnoses", "scores", "medications", "contacts", "results")
SAME = 0.85  # from here on an imported client may be one who is here
TAKEN = (
    "given_name",
    "middle_name",
    "family_name",
    "suffix",
    "preferred_name",
    "former_names",
    "pronouns",
    "born",
    "sex",
    "gender",
    "phone",
    "second_phone",
    "email",
    "address",
    "voicemail_ok",
    "clinic_name_ok",
    "mail_ok",
)


@dataclass(frozen=True)
class Namesake:
    """Someone in the file who may be a client here already; beyond one's caseload nothing else is said."""

    place: str
    name: str
    client_id: int  # 0 beyond the caseload
    number: str
    here: str
    born: date | None


@dataclass(frozen=True)
class BatchRow:
    """One import as the list of imports shows it."""

    id: int
    at: datetime
    by: str
    source: str
    clients: int
    entries: int
    left_out: Mapping[str, int]
    undone_at: datetime | None


@query(Can.IMPORT_CLIENTS, "transfer.namesakes")
def namesakes(ctx: Context, imported: ImportContents) -> list[Namesake]:
    """Who of the file may be here already: the same birthday and a like name, or the same name."""
    here = ctx.rows(
        _Here,
        select(
            Client.id,
            Client.number,
            Client.given_name,
            Client.family_name,
            Client.born,
            Client.preferred_name,
            Client.former_names,
        ).where(Client.merged_into_id.is_(None)),
    )
    by_day: dict[object, list[_Here]] = {}
    for known in here:
        by_day.setdefault(known.born, []).append(known)
        by_day.setdefault(_folded(known), []).append(known)
    beyond = ctx.known_elsewhere(
        [PersonIdentity(c.given_name, c.family_name, c.born) for c in imported.clients]
    )
    found = []
    for at, coming in enumerate(imported.clients):
        namesake = _likeliest(coming, by_day)
        if namesake is not None:
            found.append(
                Namesake(
                    place=coming.place,
                    name=coming.name,
                    client_id=namesake.id,
                    number=namesake.number,
                    here=namesake.name,
                    born=namesake.born,
                )
            )
        elif at in beyond:
            found.append(
                Namesake(
                    place=coming.place,
                    name=coming.name,
                    client_id=0,
                    number="",
                    here="",
                    born=None,
                )
            )
    return found


@query(Can.IMPORT_CLIENTS, "transfer.batches")
def batches(ctx: Context) -> list[BatchRow]:
    """The imports so far, the newest first."""
    return ctx.rows(
        BatchRow,
        select(
            ImportBatch.id,
            ImportBatch.at,
            Staff.name,
            ImportBatch.source,
            ImportBatch.clients,
            ImportBatch.entries,
            ImportBatch.left_out,
            ImportBatch.undone_at,
        )
        .join(Staff, Staff.id == ImportBatch.staff_id)
        .order_by(ImportBatch.id.desc()),
    )


@command(Can.IMPORT_CLIENTS, "transfer.bring_in")
def bring_in(
    ctx: Context, imported: ImportContents, source: str, files: int = 1, counselor_id: int | None = None
) -> ImportBatch:
    """All clients of a file with their history, or none of them."""
    if imported.stopped:
        raise Refused(
            _("{place}: {problem} Fix the file, or leave out what has a problem.").format(
                place=imported.stopped[0].place, problem=imported.stopped[0].message
            )
        )
    if not imported.clients:
        raise Refused(_("There is no one to import."))
    _check_counselor(ctx, counselor_id)
    batch = ctx.add(
        ImportBatch(
            at=ctx.now,
            staff_id=ctx.actor.id,
            source=source,
            files=files,
            clients=len(imported.clients),
            entries=sum(len(getattr(c, part)) for c in imported.clients for part in PARTS),
            left_out=dict(imported.left_out),
        )
    )
    for at, coming in enumerate(imported.clients):
        ctx.progress(at, len(imported.clients))
        _bring(ctx, coming, batch.id, counselor_id)
    return batch


@command(Can.IMPORT_CLIENTS, "transfer.undo")
def undo(ctx: Context, batch_id: int) -> ImportBatch:
    """Take out every client of an import. Refused once one of them has been worked with."""
    batch = ctx.get(ImportBatch, batch_id)
    batch.undo(ctx.actor.id, ctx.now)
    brought = ctx.find(select(Client).where(Client.import_batch_id == batch_id))
    if len(brought) != batch.clients:
        raise Refused(
            _(
                "Some clients of this import are not in your caseload now. "
                "Someone who sees them all can undo it."
            )
        )
    for at, client in enumerate(brought):
        ctx.progress(at, len(brought))
        number = client.number  # after a refusal by the vault the record cannot be asked
        try:
            ctx.remove(client)
        except IntegrityError as error:
            raise Refused(
                _(
                    "Client {number} has been worked with since the import, so it stays. "
                    "Close or merge single charts instead."
                ).format(number=number)
            ) from error
    return batch


@query(Can.READ_CHART, "transfer.history")
def history(ctx: Context, client_id: int) -> list[ImportedClient]:
    """What other programs knew of a client, the newest import first."""
    kept = ctx.find(
        select(ImportedHistory)
        .where(ImportedHistory.client_id.in_(ctx.person_charts(client_id)))
        .order_by(ImportedHistory.id.desc())
    )
    return [msgspec.convert(imported_history.body, ImportedClient) for imported_history in kept]


@dataclass(frozen=True)
class _Here:
    """A client of ours, to compare with."""

    id: int
    number: str
    given_name: str
    family_name: str
    born: date | None
    preferred_name: str
    former_names: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def identity(self) -> PersonIdentity:
        return PersonIdentity(
            self.given_name, self.family_name, self.born, self.preferred_name, self.former_names
        )


def _folded(person: _Here | ImportedClient) -> tuple[str, str]:
    return plain(person.given_name), plain(person.family_name)


def _likeliest(coming: ImportedClient, here: Mapping[object, Sequence[_Here]]) -> _Here | None:
    """Only those with the birthday or the name are compared: thousands against thousands."""
    near: Iterable[_Here] = [*here.get(coming.born, ()), *here.get(_folded(coming), ())]
    person = PersonIdentity(coming.given_name, coming.family_name, coming.born)
    nicknames = files.nicknames()
    scored = [(likely_same(person, known.identity, nicknames), known) for known in near]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= SAME else None


@dataclass(frozen=True)
class Caseloads:
    """To whom imported clients can come, and whether one has to be chosen."""

    people: tuple[Staff, ...]
    is_required: bool


@query(Can.IMPORT_CLIENTS, "transfer.caseloads")
def caseloads(ctx: Context) -> Caseloads:
    """Those whom bring_in accepts from this person."""
    everybody = ctx.find(select(Staff).order_by(Staff.name))
    takers = [
        colleague
        for colleague in everybody
        if colleague.can_hold_clients and _is_within_reach(ctx.actor, colleague)
    ]
    return Caseloads(tuple(takers), _must_choose(ctx.actor))


def _must_choose(actor: Staff) -> bool:
    """A client in nobody's caseload would be beyond a supervisor's own sight."""
    return actor.role is Role.SUPERVISOR


def _check_counselor(ctx: Context, counselor_id: int | None) -> None:
    if counselor_id is None:
        if _must_choose(ctx.actor):
            raise Refused(_("Choose whose caseload the clients come to."), "counselor_id")
        return
    person = ctx.get(Staff, counselor_id)
    if not person.can_hold_clients:
        raise Refused(_("Choose an active counselor."), "counselor_id")
    if not _is_within_reach(ctx.actor, person):
        raise Refused(_("Choose yourself or a counselor of your team."), "counselor_id")


def _is_within_reach(actor: Staff, counselor: Staff) -> bool:
    """A supervisor brings clients to the own team alone; who sees every chart, to everybody."""
    return actor.role is not Role.SUPERVISOR or actor.id in (counselor.id, counselor.supervisor_id)


def _bring(ctx: Context, coming: ImportedClient, batch_id: int, counselor_id: int | None) -> None:
    known: dict[str, Any] = {key: getattr(coming, key) for key in TAKEN}
    client = Client(
        **known,
        language=coming.language or "en",
        counselor_id=counselor_id,
        number=next_number(ctx),
        registered_at=ctx.now,
        closed_at=ctx.now if coming.has_died or coming.not_active else None,
        import_batch_id=batch_id,
    )
    client.index()
    ctx.add(client)
    ctx.add(
        ImportedHistory(
            client_id=client.id,
            import_batch_id=batch_id,
            brought_at=ctx.now,
            source_id=coming.source_id,
            body=msgspec.to_builtins(coming),
        )
    )
