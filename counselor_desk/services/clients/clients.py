"""Registering, finding, opening and assigning clients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked, fill
from counselor_desk.desk.scope import matching_person
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.names import plain, read_query
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.care import Episode
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.clients.leaving import end_everything

EARLIEST_BIRTH = date(1900, 1, 1)
RECENT = 5  # charts at the head of a list in which nothing is looked for
LINES_BACK = 20_000  # of the trail, in which one's latest charts are looked for


@dataclass(frozen=True)
class ClientRow:
    """One line of the client list."""

    id: int
    number: str
    name: str
    given_name: str
    family_name: str
    born: date | None
    counselor: str | None
    is_closed: bool


@query(Can.SEE_CLIENTS, "clients.matching")
def matching(
    ctx: Context, text: str = "", counselor_id: int | None = None, closed: bool = False
) -> list[int]:
    """Ids of the clients whose name, number or date of birth has words starting like these."""
    statement = select(Client.id).where(*_person(ctx, text))
    if counselor_id is not None:
        statement = statement.where(Client.counselor_id == counselor_id)
    if not closed:
        statement = statement.where(Client.closed_at.is_(None))
    listed = statement.order_by(*_ranks(text), Client.family_name, Client.given_name, Client.id)
    found = ctx.rows(int, listed)
    if text.strip():
        return found
    here = set(found)
    first = [client_id for client_id in recently_opened(ctx, RECENT) if client_id in here]
    return [*first, *(client_id for client_id in found if client_id not in first)]


@query(Can.SEE_CLIENTS, "clients.rows")
def rows(ctx: Context, ids: Sequence[int]) -> dict[int, ClientRow]:
    """The lines for some ids, by id; those that may not be seen are left out."""
    found = ctx.rows(ClientRow, _lines().where(Client.id.in_(ids)))
    return {row.id: row for row in found}


@query(Can.SEE_CLIENTS, "clients.find")
def find(ctx: Context, text: str, limit: int = 8) -> list[ClientRow]:
    """The first few clients that match; with nothing typed whose charts one opened last, the latest first."""
    if not text.strip():
        opened = recently_opened(ctx, min(limit, RECENT))
        found = rows(ctx, opened)
        return [found[client_id] for client_id in opened if client_id in found]
    statement = _lines().where(*_person(ctx, text))
    listed = statement.order_by(*_ranks(text), Client.family_name, Client.given_name, Client.id)
    return ctx.rows(ClientRow, listed.limit(limit))


@query(Can.SEE_CLIENTS, "clients.read")
def read(ctx: Context, client_id: int) -> Client:
    """Open a client's chart; it leaves a line on the trail."""
    return ctx.get(Client, client_id)


def recently_opened(ctx: Context, limit: int) -> list[int]:
    """Ids from one's own latest lines; of charts that one may still see and that go on."""
    newest = ctx.value(select(func.max(AuditEntry.id))) or 0
    lines = ctx.rows(
        int,
        select(AuditEntry.client_id)
        .where(
            AuditEntry.id > newest - LINES_BACK,
            AuditEntry.staff_id == ctx.actor.id,
            AuditEntry.action == read.name,
            AuditEntry.client_id.is_not(None),
        )
        .order_by(AuditEntry.id.desc()),
    )
    seen = list(dict.fromkeys(lines))
    here = select(Client.id).where(
        Client.id.in_(seen), Client.merged_into_id.is_(None), Client.closed_at.is_(None)
    )
    visible = set(ctx.rows(int, here))
    return [client_id for client_id in seen if client_id in visible][:limit]


def of_ids(ctx: Context, ids: Iterable[int]) -> dict[int, Client]:
    """Whose charts are opened together: for a print that names many."""
    return {client.id: client for client in ctx.find(select(Client).where(Client.id.in_(list(ids))))}


@dataclass(frozen=True)
class Namesakes:
    """Who may be here already; and whether somebody like this is, of whom one may not know more."""

    rows: list[ClientRow]
    elsewhere: bool = False


@query(Can.SEE_CLIENTS, "clients.namesakes")
def namesakes(ctx: Context, person: PersonIdentity) -> Namesakes:
    """Clients who may be this person already, likeliest first, while a new one is typed.

    Beyond the caseload it is only said that there is one, and only to who knows both names and the
    day of birth: whoever guesses names learns nothing.
    """
    from counselor_desk.domain.clients.same_person import likely_same

    nicknames = files.nicknames()
    names = ctx.rows(
        lambda number, *known: (number, PersonIdentity(*known)),
        select(
            Client.id,
            Client.given_name,
            Client.family_name,
            Client.born,
            Client.preferred_name,
            Client.former_names,
        ).where(Client.merged_into_id.is_(None)),
    )
    scored = [(likely_same(person, known, nicknames), number) for number, known in names]
    likely = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])[:5]
    listed = rows(ctx, [number for _, number in likely])
    elsewhere = bool(ctx.known_elsewhere([person])) if _is_whole(person) else False
    return Namesakes([listed[number] for _, number in likely if number in listed], elsewhere)


def _is_whole(person: PersonIdentity) -> bool:
    return bool(person.given_name.strip() and person.family_name.strip() and person.born)


@command(Can.REGISTER_CLIENT, "clients.register")
def register(ctx: Context, values: dict[str, object], counselor_id: int | None = None) -> Client:
    """A new client with the next record number; a counselor's goes to the own caseload."""
    if ctx.actor.role is Role.COUNSELOR:
        counselor_id = ctx.actor.id
    counselor_id = _with_caseload(ctx, counselor_id)
    _check(ctx, values)
    known = {key: value for key, value in values.items() if value is not None}
    known = {"given_name": "", **known}  # who has one name has it as the last one
    client = Client(**checked(Client, known), counselor_id=counselor_id, registered_at=ctx.now)
    client.number = next_number(ctx)
    client.index()
    return ctx.add(client)


@command(Can.REGISTER_CLIENT, "clients.change")
def change(ctx: Context, client_id: int, values: dict[str, object]) -> Client:
    """Correct what is known of a client; keys as Client's form has them."""
    client = ctx.get(Client, client_id)
    _check(
        ctx,
        {"given_name": client.given_name, "family_name": client.family_name, "born": client.born, **values},
    )
    before = client.given_name, client.family_name
    fill(client, values)
    if "former_names" not in values and before != (client.given_name, client.family_name):
        _remember_name(client, " ".join(before))
    client.index()
    return client


@command(Can.ASSIGN_CLIENT, "clients.assign")
def assign(ctx: Context, client_id: int, counselor_id: int | None) -> Client:
    """Move a client to a caseload, or to nobody's."""
    client = ctx.get(Client, client_id)
    client.counselor_id = _with_caseload(ctx, counselor_id)
    return client


@command(Can.ASSIGN_CLIENT, "clients.hand_over")
def hand_over(ctx: Context, from_id: int, counselor_id: int) -> int:
    """Move a whole caseload, closed charts too: when somebody leaves. How many went along."""
    if from_id == counselor_id:
        raise Refused(_("Choose another colleague to take it over."), "counselor_id")
    receiver = _with_caseload(ctx, counselor_id)
    theirs = ctx.find(select(Client).where(Client.counselor_id == from_id))
    if not theirs:
        raise Refused(_("No one is on this caseload. Choose another."), "from_id")
    for client in theirs:
        client.counselor_id = receiver
    return len(theirs)


@command(Can.REGISTER_CLIENT, "clients.close")
def close(ctx: Context, client_id: int) -> Client:
    """The client leaves the everyday lists; the chart stays."""
    client = ctx.get(Client, client_id)
    in_care = select(Episode).where(
        Episode.client_id == client.id,
        Episode.admitted_on.is_not(None),
        Episode.discharged_on.is_(None),
    )
    if ctx.first(in_care) is not None:
        raise Refused(_("This client is in care. Enter the discharge before the chart is closed."))
    client.closed_at = ctx.now
    end_everything(ctx, client.id, ctx.today)
    return client


@command(Can.REGISTER_CLIENT, "clients.reopen")
def reopen(ctx: Context, client_id: int) -> Client:
    client = ctx.get(Client, client_id)
    if client.merged_into_id is not None:
        raise Refused(_("This chart goes on in another one. Undo the merge first."))
    client.closed_at = None
    return client


def _remember_name(client: Client, former: str) -> None:
    """Somebody who asks under the old name still finds the chart."""
    known = [name for name in client.former_names.split("; ") if name]
    if plain(former) not in {plain(name) for name in (*known, client.name)}:
        client.former_names = "; ".join([*known, former])


def _with_caseload(ctx: Context, counselor_id: int | None) -> int | None:
    """Who may have a caseload: a counselor or supervisor at work, or nobody."""
    if counselor_id is not None and not ctx.get(Staff, counselor_id).can_hold_clients:
        raise Refused(_("Choose an active counselor."), "counselor_id")
    return counselor_id


def next_number(ctx: Context) -> str:
    """The clinic's next record number: counted, never reused, seven digits."""
    practice = ctx.clinic
    number = practice.next_client_number
    practice.next_client_number = number + 1
    return f"{number:07}"


def _lines() -> Select[*tuple[object, ...]]:
    return select(
        Client.id,
        Client.number,
        Client.called,
        Client.given_name,
        Client.family_name,
        Client.born,
        select(Staff.name).where(Staff.id == Client.counselor_id).scalar_subquery(),
        Client.closed_at.is_not(None),
    )


def _person(ctx: Context, text: str) -> list[ColumnElement[bool]]:
    """Most clinics have merged nobody: what costs half of a search is asked for only where it can help."""
    some = ctx.value(select(Client.id).where(Client.merged_into_id.is_not(None)).limit(1)) is not None
    return matching_person(text, ctx.today, some_merged=some)


def _ranks(text: str) -> list[ColumnElement[int]]:
    """Whole words before beginnings of words, the family name's before others."""
    words = read_query(text).words
    whole = [Client.search.contains(f" {word} ", autoescape=True) for word in words]
    first = [Client.search.startswith(f" {word}", autoescape=True) for word in words]
    ranks: list[ColumnElement[int]] = [
        sum((case((found, 0), else_=1) for found in part), literal(0)) for part in (whole, first) if part
    ]
    if len(words) == 1 and words[0].isdecimal():  # a record number before a phone's last four
        ranks.insert(0, case((Client.number.in_((words[0], words[0].zfill(7))), 0), else_=1))
    return ranks


def _check(ctx: Context, values: dict[str, object]) -> None:
    if not str(values.get("family_name") or "").strip():
        raise Refused(_("Type the client's last name; one name alone is typed here."), "family_name")
    born = values.get("born")
    if isinstance(born, date) and not EARLIEST_BIRTH <= born <= ctx.today:
        raise Refused(_("This date of birth is not possible. Check the year."), "born")
