"""The lists of diagnosis codes: those that came with the program and those that the clinic loads."""

import gzip
import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.care import icd10_order
from counselor_desk.domain.care.icd10 import CodeList, DiagnosisCode
from counselor_desk.domain.care.icd10_order import CodeListChange
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.roles import Can
from counselor_desk.records.code_list import LoadedCodeList
from counselor_desk.records.diagnosis import Diagnosis

OWN = "loaded "
MOST_NAMED = 40


@dataclass(frozen=True)
class KnownList:
    """One list and the days on which it is in force; the list itself is read when it is asked."""

    id: str
    title: str
    starts_on: date
    ends_on: date

    @property
    def is_loaded(self) -> bool:
        return self.id.startswith(OWN)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@query(Can.SEE_CLIENTS, "code_lists.known")
def known(ctx: Context) -> list[KnownList]:
    """Every list, the newest first; one that the clinic loaded counts before one of the same day."""
    shipped = [
        KnownList(release.id, release.title, release.valid_from, release.valid_to)
        for release in definitions.releases().values()
    ]
    rows = ctx.tuples(
        select(
            LoadedCodeList.id, LoadedCodeList.title, LoadedCodeList.starts_on, LoadedCodeList.ends_on
        ).where(LoadedCodeList.withdrawn_at.is_(None))
    )
    loaded = [KnownList(f"{OWN}{number}", title, starts, ends) for number, title, starts, ends in rows]
    return sorted((*shipped, *loaded), key=lambda one: (one.starts_on, one.is_loaded), reverse=True)


def list_on(ctx: Context, day: date) -> KnownList:
    """The list in force on a day; the latest before it where none reaches it, else the first one."""
    lists = known(ctx)
    return next((one for one in lists if one.starts_on <= day), lists[-1])


def codes_of(ctx: Context, known_list: KnownList) -> CodeList:
    if not known_list.is_loaded:
        return definitions.codes(known_list.id)
    row = ctx.get(LoadedCodeList, int(known_list.id.removeprefix(OWN)))
    return _unpacked(row.sha256, row.packed)


@lru_cache(maxsize=2)
def _unpacked(_sha256: str, packed: bytes) -> CodeList:
    """In memory from its first use on; everyday words are those of the newest shipped list."""
    newest = max(definitions.releases().values(), key=lambda release: release.valid_from)
    return CodeList(gzip.decompress(packed).decode().splitlines(), newest.words)


def find_code(ctx: Context, code: str, day: date) -> tuple[KnownList, DiagnosisCode | None]:
    """A code in the list in force that day; None when that list does not have it."""
    in_force = list_on(ctx, day)
    return in_force, codes_of(ctx, in_force).get(code)


def ended_on(ctx: Context, code: str, day: date) -> date | None:
    """The last day of a code that an earlier list has and the one in force does not; or None."""
    last: date | None = None
    for one in known(ctx):
        if one.starts_on > day:
            continue
        if codes_of(ctx, one).get(code) is not None:
            return last
        last = one.starts_on - timedelta(days=1)
    return None


@query(Can.KEEP_LIBRARY, "code_lists.foresee")
def foresee(ctx: Context, content: bytes, starts_on: date) -> CodeListChange:
    """What the list would change, with nothing changed: read this before it is loaded."""
    icd10_order.check_start(starts_on)
    ordered = icd10_order.read_order(content)
    before = codes_of(ctx, list_on(ctx, starts_on - timedelta(days=1)))
    there = {ordered_code.code for ordered_code in ordered if ordered_code.billable}
    new = [
        ordered_code
        for ordered_code in ordered
        if ordered_code.billable and before.get(ordered_code.code) is None
    ]
    reworded = sum(
        (old := before.get(ordered_code.code)) is not None and old.title != ordered_code.title
        for ordered_code in ordered
    )
    ended = sorted(before.billable_codes() - there)
    used = Counter(ctx.rows(str, select(Diagnosis.code).where(Diagnosis.resolved_on.is_(None))))
    return CodeListChange(
        title=_title(starts_on),
        starts_on=starts_on,
        lines=len(ordered),
        billable=len(there),
        new=tuple(ordered_code.code for ordered_code in new),
        ended=tuple(ended),
        reworded=reworded,
        in_charts={code: used[code] for code in ended if used[code]},
    )


@command(Can.KEEP_LIBRARY, "code_lists.load")
def load(ctx: Context, content: bytes, starts_on: date) -> LoadedCodeList:
    """The list counts from its day on; one loaded before for the same day is taken out."""
    icd10_order.check_start(starts_on)
    ordered = icd10_order.read_order(content)
    same_day = select(LoadedCodeList).where(
        LoadedCodeList.starts_on == starts_on, LoadedCodeList.withdrawn_at.is_(None)
    )
    for earlier in ctx.find(same_day):
        earlier.withdrawn_at = ctx.now
    return ctx.add(
        LoadedCodeList(
            title=_title(starts_on),
            starts_on=starts_on,
            ends_on=icd10_order.ends_on(starts_on),
            codes=len(ordered),
            sha256=hashlib.sha256(content).hexdigest(),
            packed=gzip.compress(icd10_order.as_lines(ordered).encode(), mtime=0),
            loaded_by=ctx.actor.id,
            loaded_at=ctx.now,
        )
    )


@command(Can.KEEP_LIBRARY, "code_lists.take_out")
def take_out(ctx: Context, starts_on: date) -> int:
    """The list of that day no longer counts: the one before it does again."""
    rows = ctx.find(
        select(LoadedCodeList).where(
            LoadedCodeList.starts_on == starts_on, LoadedCodeList.withdrawn_at.is_(None)
        )
    )
    if not rows:
        raise Refused(_("No list was loaded for this day."), "starts_on")
    for row in rows:
        row.withdrawn_at = ctx.now
    return len(rows)


def _title(starts_on: date) -> str:
    return _("ICD-10-CM, in force from {day}").format(day=day_words(starts_on))
