"""How much of a note stood in the note before it, word for word."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.documents.template import fields_of
from counselor_desk.domain.form import Field, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.domain.word_diff import copied_share
from counselor_desk.records.document import Document

FEWEST_WORDS = 12  # fewer may well be the same by chance: "Continue the plan."
CARRIED_BY_DESIGN = frozenset(
    {"homework_before", "quote_before", "plan_before", "step_before", "place", "target", "content"}
)


@dataclass(frozen=True)
class CopiedShare:
    """How much of a note's words stood in the note before it."""

    words: int
    copied: int
    fields: tuple[str, ...] = ()  # unchanged as a whole
    field: str = ""  # the first of them, for a refusal

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all."""
        return self.copied * 100 // self.words if self.words else 0


@query(Can.READ_CHART, "writing.clone_share")
def clone_share(ctx: Context, document_id: int) -> CopiedShare:
    return share_of(ctx, ctx.get(Document, document_id))


def share_of(ctx: Context, document: Document) -> CopiedShare:
    """Against the last signed note of the same kind before it."""
    before = _comparable(ctx, document)
    if before is None:
        return CopiedShare(_count(document.body.values()), 0)
    words = copied = 0
    for key in _prose_of(document):
        now, was = str(document.body.get(key, "")), str(before.body.get(key, ""))
        number = len(now.split())
        words += number
        copied += round(copied_share(was, now) * number)
    same = _same(document, before)
    return CopiedShare(words, copied, same, same[0] if same else "")


def unchanged(ctx: Context, document: Document) -> tuple[str, ...]:
    """The answers that are wholly as last time. Cheap, for it goes with every autosave."""
    before = ctx.of_signed_past(
        document.client_id, ("prose", document.id), lambda: _prose_before(ctx, document)
    )
    words = ((key, str(document.body.get(key, "")).split()) for key in before)
    return tuple(key for key, now in words if now and now == before[key])


def _prose_before(ctx: Context, document: Document) -> dict[str, list[str]]:
    """The words of the note before it, by question; of what is not compared, none."""
    before = _comparable(ctx, document)
    if before is None:
        return {}
    return {key: str(before.body.get(key, "")).split() for key in _prose_of(document)}


def note_before(ctx: Context, document: Document) -> Document | None:
    """The last signed note of the same kind."""
    return ctx.first(
        select(Document)
        .where(
            Document.client_id == document.client_id,
            Document.template == document.template,
            Document.id != document.id,
            Document.signed_at.is_not(None),
            Document.created_at <= document.created_at,
        )
        .order_by(Document.occurred_on.desc(), Document.id.desc())
    )


def is_prose(field: Field) -> bool:
    return field.kind is Kind.TEXT and field.key not in CARRIED_BY_DESIGN


def _comparable(ctx: Context, document: Document) -> Document | None:
    """Of plans and reviews much returns by design: notes alone are compared."""
    template = files.templates().get(document.template)
    if template is None or template.kind.value != "note":
        return None
    return note_before(ctx, document)


def _prose_of(document: Document) -> list[str]:
    return [f.key for f in fields_of(files.templates()[document.template].sections) if is_prose(f)]


def _same(document: Document, before: Document) -> tuple[str, ...]:
    words = ((key, str(document.body.get(key, "")).split()) for key in _prose_of(document))
    return tuple(key for key, now in words if now and now == str(before.body.get(key, "")).split())


def _count(values: Any) -> int:
    return sum(len(value.split()) for value in values if isinstance(value, str))
