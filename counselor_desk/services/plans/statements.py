"""The library of plan statements: the program's own, and the clinic's, kept from use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.plans.plan import Intervention, ProblemArea
from counselor_desk.domain.plans.statements import (
    LibraryIntervention,
    LibraryObjective,
    ProblemStatement,
    StatementFile,
    matching,
)
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.names_in_group_notes import names_in
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client
from counselor_desk.records.plan import ClinicStatement

PROBLEM, OBJECTIVE = "problem", "objective"


@dataclass(frozen=True)
class StatementRow:
    """One statement of the library; `own_id` is the clinic's, `is_aim` an objective by itself."""

    area: ProblemArea
    statement: ProblemStatement
    own_id: int | None = None
    is_aim: bool = False


@query(Can.WRITE_NOTE, "statements.find")
def find(ctx: Context, words: str) -> list[StatementRow]:
    """By any words: the clinic's own first, the newest on top."""
    own = {f"own{row.id}": row for row in _own_statements(ctx)}
    shelves = [_shelf(row) for row in own.values()]
    mine = [
        StatementRow(area, s, own[s.id].id, own[s.id].kind == OBJECTIVE)
        for area, s in matching(shelves, words)
    ]
    return [*mine, *(StatementRow(a, s) for a, s in matching(files.statements().values(), words))]


@query(Can.WRITE_NOTE, "statements.own_aims")
def own_aims(ctx: Context, area: ProblemArea) -> list[StatementRow]:
    """The clinic's own objectives for one kind of problem."""
    rows = [row for row in _own_statements(ctx) if row.kind == OBJECTIVE and row.area is area]
    return [StatementRow(area, _statement(row), row.id, is_aim=True) for row in rows]


@command(Can.WRITE_NOTE, "statements.keep_problem")
def keep_problem(ctx: Context, document_id: int, area: ProblemArea, words: str) -> ClinicStatement:
    """Save a problem's wording from a plan for the clinic's next plans."""
    return _store_statement(ctx, document_id, (PROBLEM, area), LibraryObjective(words), ())


@command(Can.WRITE_NOTE, "statements.keep_objective")
def keep_objective(
    ctx: Context,
    document_id: int,
    area: ProblemArea,
    aim: LibraryObjective,
    does: Sequence[Intervention] = (),
) -> ClinicStatement:
    """Save an objective with its measure, its target, and what is done for it; not who does it."""
    return _store_statement(ctx, document_id, (OBJECTIVE, area), aim, does)


@command(Can.WRITE_NOTE, "statements.take_out")
def remove_statement(ctx: Context, statement_id: int) -> None:
    """Plans that use the words keep them."""
    held = ctx.get(ClinicStatement, statement_id)
    if held.saved_by != ctx.actor.id and not ctx.actor.may(Can.COSIGN):
        raise Refused(_("A colleague saved these words. Ask them or a supervisor to remove them."))
    ctx.remove(held)


def _store_statement(
    ctx: Context,
    document_id: int,
    shelf: tuple[str, ProblemArea],
    aim: LibraryObjective,
    does: Sequence[Intervention],
) -> ClinicStatement:
    document, words = ctx.get(Document, document_id), aim.words.strip()
    if not words:
        raise Refused(_("Write the statement first."), "words")
    client = ctx.get(Client, document.client_id)
    whole = " ".join((words, aim.measure, aim.target, *(i.what for i in does)))
    if names_in(whole, [client.name, client.preferred_name]):
        raise Refused(
            _(
                "These words name the client, and the library is for everybody's plans. Say it "
                "without the name."
            ),
            "words",
        )
    kind, area = shelf
    same = select(ClinicStatement).where(
        ClinicStatement.words == words, ClinicStatement.kind == kind, ClinicStatement.area == area
    )
    held = ctx.first(same) or ctx.add(
        ClinicStatement(kind=kind, area=area, words=words, saved_by=ctx.actor.id, saved_at=ctx.now)
    )
    held.measure, held.target, held.does = aim.measure, aim.target, [_stored(i) for i in does]
    return held


def _stored(done: Intervention) -> dict[str, Any]:
    return {"what": done.what, "modality": done.modality, "often": done.often, "long": done.long}


def _own_statements(ctx: Context) -> list[ClinicStatement]:
    return ctx.find(select(ClinicStatement).order_by(ClinicStatement.id.desc()))


def _statement(row: ClinicStatement) -> ProblemStatement:
    does = tuple(LibraryIntervention(**one) for one in row.does)
    aim = LibraryObjective(row.words, measure=row.measure, target=row.target, does=does)
    return ProblemStatement(f"own{row.id}", row.words, objectives=(aim,) if row.kind == OBJECTIVE else ())


def _shelf(row: ClinicStatement) -> StatementFile:
    title = _("The clinic's own")
    return StatementFile(
        id=f"own{row.id}", version=1, title=title, area=row.area, source="", problems=(_statement(row),)
    )
