"""What every record is: a dataclass, a table, and nothing that reaches for the database."""

import base64
import hashlib
import json
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import Any, ClassVar, dataclass_transform, get_args, get_type_hints

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, TypeDecorator
from sqlalchemy import Enum as Words
from sqlalchemy import inspect as inspect_record
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from counselor_desk.core.i18n import LazyText, WordedEnum, changed
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.records.sealable import mark_sealable

Body = dict[str, Any]


class Utc(TypeDecorator[datetime]):
    """A moment. Kept without zone as UTC; a naive time is a bug and is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column,))
class Record(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """One kind of thing kept. Never shown by repr: it may hold a client's words."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        Body: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, Any]]: JSON,
        datetime: Utc,
        StrEnum: Words(
            StrEnum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda e: [m.value for m in e],
        ),
    }

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


mark_sealable(Record.metadata)


class OfClient(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A record in one client's chart. Whoever may not see the client may not see it."""

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)


class Clinical(OfClient, kw_only=True, eq=False, repr=False):
    """A record of care: beyond the caseload, it needs the permission to read charts."""


class Countable(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A record of which a few plain facts may be counted over every chart, and nothing read."""

    COUNTED: ClassVar[frozenset[str]] = frozenset()


def asks(label: str | LazyText, **more: Any) -> dict[str, Any]:
    """Column metadata that puts the column on its record's form."""
    return {"asks": Field(key="", label=label, **more)}


KINDS = {str: Kind.LINE, int: Kind.NUMBER, bool: Kind.CHECK, date: Kind.DATE}


def form_of(record: type[Record], title: str, *keys: str) -> Form:
    """The questions that a record's columns ask, all of them or those named."""
    hints = get_type_hints(record)
    asked = {
        column.name: _field(column.name, column.metadata["asks"], hints[column.name])
        for column in fields(record)
        if column.metadata.get("asks")
    }
    return Form.of(title, *(asked[key] for key in keys or asked))


def _field(name: str, asked: Field, hint: Any) -> Field:
    kind = get_args(hint)[0]
    kind = next((t for t in get_args(kind) if t is not type(None)), kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        choices = asked.choices or tuple(_choice(m) for m in kind)
        return changed(asked, key=name, kind=Kind.CHOICE, choices=choices)
    if asked.choices and asked.kind is not Kind.CHOICES:
        return changed(asked, key=name, kind=Kind.CHOICE)
    return changed(asked, key=name, kind=KINDS[kind] if asked.kind is Kind.LINE else asked.kind)


def _choice(member: Enum) -> Choice:
    """What is kept, and the words for it."""
    capital = LazyText(member.value, capital=True)
    return Choice(member.value, capital if isinstance(member, WordedEnum) else str(member.value).capitalize())


def fingerprint(record: Record) -> str:
    """SHA-256 of everything the record holds, the same for the same content on any machine."""
    columns = inspect_record(type(record)).columns
    content = {c.key: getattr(record, c.key) for c in columns}
    return hashlib.sha256(canonical({type(record).__name__: content})).hexdigest()


def canonical(content: Any) -> bytes:
    """One byte string for one content: sorted keys, no blanks, UTC times, base64 bytes."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)
