"""Looking for words in notes, plans and scores, within what the person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, column, or_, select, table

from counselor_desk.catalog import files
from counselor_desk.catalog.definitions import instruments
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.documents.snippet_of_text import TextPiece, passage, plain, terms, words_in
from counselor_desk.domain.documents.template import Template
from counselor_desk.domain.form import Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Score
from counselor_desk.records.document import WRITABLE, Addendum, Document, Status
from counselor_desk.records.people import Client

SHORTEST = 2  # letters; one finds everything
MOST = 30
FEW_CLIENTS = 400  # a caseload: named to the index, so that others' notes are not even looked at

# The index of words (m0001_words.sql); the triggers in seals.sql keep it. Even numbers are
# documents, odd ones addenda.
words = table("words", column("rowid", Integer), column("words"))


@dataclass(frozen=True)
class DocumentHit:
    """One document in which the words stand."""

    document_id: int
    client_id: int
    client: str
    title: str
    on: date | None
    status: Status
    place: str  # the question that was answered with these words
    pieces: Sequence[TextPiece]


@dataclass(frozen=True)
class ScoreHit:
    """One total of an instrument that was named."""

    administration_id: int
    client_id: int
    client: str
    title: str
    scale: str
    value: int | None
    band: str
    on: date


@dataclass(frozen=True)
class SearchResult:
    """What a search came to, newest first."""

    typed: str
    hits: Sequence[DocumentHit] = ()
    scores: Sequence[ScoreHit] = ()
    has_more: bool = False


@query(Can.READ_CHART, "search.look_for")
def search_documents(ctx: Context, typed: str, client_id: int | None = None) -> SearchResult:
    """Every word has to stand in it, or begin a word that does."""
    wanted = terms(typed)
    if not wanted or max(map(len, wanted)) < SHORTEST:
        return SearchResult(typed)
    rows = ctx.tuples(_documents(ctx, wanted, client_id))
    hits = [_hit(ctx, row, wanted) for row in rows[:MOST]]
    return SearchResult(typed, hits, _scores(ctx, wanted, client_id), len(rows) > MOST)


def _documents(ctx: Context, wanted: list[str], client_id: int | None) -> Any:
    clients = [client_id] if client_id is not None else _few(ctx)
    readable: ColumnElement[bool] = or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id)
    return (
        select(
            Document.id,
            Document.client_id,
            Document.template,
            Document.occurred_on,
            Document.status,
            Document.body,
            words.c.rowid,
            Client.called,
        )
        .select_from(words)
        .join(Document, Document.id == words.c.rowid // 2)
        .join(Client, Client.id == Document.client_id)
        .where(
            words.c.words.op("MATCH")(_match(wanted, clients)),
            and_(readable, Document.discarded_at.is_(None)),
        )
        .order_by(words.c.rowid.desc())
        .limit(MOST + 1)
    )


def _match(wanted: list[str], clients: Sequence[int]) -> str:
    """The question to the index; terms hold letters and digits only, so nothing can break out."""
    starts = (f'"{word}" *' if len(word) >= SHORTEST else f'"{word}"' for word in wanted)
    text = f"text : ({' AND '.join(starts)})"
    if not clients:
        return text
    return f"client : ({' OR '.join(f'c{c}' for c in clients)}) AND {text}"


def _few(ctx: Context) -> list[int]:
    mine = ctx.rows(int, select(Client.id).limit(FEW_CLIENTS + 1))
    return mine if len(mine) <= FEW_CLIENTS else []


def _hit(ctx: Context, row: tuple[Any, ...], wanted: list[str]) -> DocumentHit:
    document_id, client_id, template, day, status, body, rowid, name = row
    known = files.templates().get(template)
    if rowid % 2:
        added = ctx.value(select(Addendum.text).where(Addendum.id == rowid // 2))
        where, pieces = "Addendum", passage(added or "", wanted)
    else:
        where, pieces = _place(known, body, wanted)
    title = known.title if known else template
    return DocumentHit(
        document_id=document_id,
        client_id=client_id,
        client=name,
        title=title,
        on=day,
        status=status,
        place=where,
        pieces=pieces,
    )


def _place(
    template: Template | None, body: Mapping[str, Any], wanted: list[str]
) -> tuple[str, list[TextPiece]]:
    """The answer that holds most of the words."""
    texts = _texts(template.form(), body) if template else [("", str(v)) for v in body.values()]
    best = max(texts, key=lambda pair: len(words_in(pair[1], wanted)), default=("", ""))
    return best[0], passage(best[1], wanted)


def _texts(form: Form, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = []
    for field in form.fields:
        value = body.get(field.key)
        if field.kind is Kind.ROWS and isinstance(value, list):
            rows += [(field.label, " \u00b7 ".join(map(str, row.values()))) for row in value]
        elif isinstance(value, list):
            rows.append((field.label, ", ".join(map(str, value))))
        elif isinstance(value, str):
            rows.append((field.label, value))
    return rows


def _scores(ctx: Context, wanted: list[str], client_id: int | None) -> list[ScoreHit]:
    """Totals of the instruments whose title or key holds every word."""
    named = {
        form.id: form.title
        for form in instruments().values()
        if all(word in plain(f"{form.title} {form.id}") for word in wanted)
    }
    if not named:
        return []
    statement = (
        select(
            Score.administration_id,
            Score.client_id,
            Score.instrument,
            Score.scale,
            Score.value,
            Score.band,
            Score.taken_on,
            Client.called,
        )
        .join(Client, Client.id == Score.client_id)
        .join(Administration, Administration.id == Score.administration_id)
        .where(Score.instrument.in_(named), Administration.void_reason == "")
        .order_by(Score.taken_on.desc(), Score.id.desc())
        .limit(MOST // 2)
    )
    if client_id is not None:
        statement = statement.where(Score.client_id == client_id)
    return ctx.rows(
        lambda taken, client, key, scale, value, band, on, name: ScoreHit(
            administration_id=taken,
            client_id=client,
            client=name,
            title=named[key],
            scale=scale,
            value=value,
            band=band,
            on=on,
        ),
        statement,
    )
