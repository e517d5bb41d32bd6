"""Looking for words in notes, plans and scores, within what the person may see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import or_, select

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
class FoundRow:
    """A document as the search reads it; `addendum` has the words of the one in which they stand."""

    document_id: int
    client_id: int
    template: str
    on: date | None
    status: Status
    body: Mapping[str, Any]
    client: str
    addendum: str | None = None


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
    rows = list(islice(_documents(ctx, wanted, client_id), MOST + 1))
    hits = [_hit(row, wanted) for row in rows[:MOST]]
    scores = _scores(ctx, wanted, client_id)
    shown = [hit.client_id for hit in hits] + [score.client_id for score in scores]
    ctx.show(shown, "search", typed)
    return SearchResult(typed, hits, scores, len(rows) > MOST)


def _documents(ctx: Context, wanted: list[str], client_id: int | None) -> Iterator[FoundRow]:
    """Newest first, in the order of the index; those that the person may read."""
    clients = [*ctx.person_charts(client_id)] if client_id is not None else _few(ctx)
    if clients == []:
        return
    for hits in ctx.find_words(wanted, clients or ()):
        added = _addenda(ctx, [hit.addendum_id for hit in hits if hit.addendum_id is not None])
        texts = {hit: added.get(hit.addendum_id) if hit.addendum_id is not None else None for hit in hits}
        documents = {hit: text[0] if text else hit.document_id for hit, text in texts.items()}
        rows = _readable(ctx, {number for number in documents.values() if number is not None})
        for hit in hits:
            row, text = rows.get(documents[hit] or 0), texts[hit]
            if row is not None:
                yield row if text is None else replace(row, addendum=text[1])


def _addenda(ctx: Context, numbers: list[int]) -> dict[int, tuple[int, str]]:
    """The document of each, and its words."""
    if not numbers:
        return {}
    asked = select(Addendum.id, Addendum.document_id, Addendum.text).where(Addendum.id.in_(numbers))
    return {number: (document_id, text) for number, document_id, text in ctx.tuples(asked)}


def _readable(ctx: Context, numbers: set[int]) -> dict[int, FoundRow]:
    readable = or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id)
    asked = (
        select(
            Document.id,
            Document.client_id,
            Document.template,
            Document.occurred_on,
            Document.status,
            Document.body,
            Client.called,
        )
        .join(Client, Client.id == Document.client_id)
        .where(Document.id.in_(numbers), readable, Document.discarded_at.is_(None))
    )
    rows = ctx.rows(
        lambda number, client_id, template, on, status, body, client: FoundRow(
            document_id=number,
            client_id=client_id,
            template=template,
            on=on,
            status=status,
            body=body,
            client=client,
        ),
        asked,
    )
    return {row.document_id: row for row in rows}


def _few(ctx: Context) -> list[int] | None:
    mine = ctx.rows(int, select(Client.id).limit(FEW_CLIENTS + 1))
    return mine if len(mine) <= FEW_CLIENTS else None


def _hit(row: FoundRow, wanted: list[str]) -> DocumentHit:
    known = files.templates().get(row.template)
    if row.addendum is not None:
        where, pieces = "Addendum", passage(row.addendum, wanted)
    else:
        where, pieces = _place(known, row.body, wanted)
    return DocumentHit(
        document_id=row.document_id,
        client_id=row.client_id,
        client=row.client,
        title=known.title if known else row.template,
        on=row.on,
        status=row.status,
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
        statement = statement.where(Score.client_id.in_(ctx.person_charts(client_id)))
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
