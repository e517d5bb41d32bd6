"""The seven locks of the desk."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, aliased

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import command, query
from counselor_desk.desk.upkeep import is_upkeep, upkeep, upkeep_session
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.document import Document
from counselor_desk.records.people import AccessGrant, Client, Grant, Staff
from counselor_desk.services.clinic import staff

CAL, ODA, SUE, FLO, ADA = 2, 3, 1, 4, 5


@command(Can.WRITE_NOTE, "test_desk.start_note")
def start_note(ctx, client_id):
    return ctx.add(
        Document(
            client_id=client_id,
            author_id=ctx.actor.id,
            template="dap",
            created_at=ctx.now,
            changed_at=ctx.now,
        )
    )


@query(Can.READ_CHART, "test_desk.read_note")
def read_note(ctx, document_id):
    return ctx.get(Document, document_id)


@query(Can.READ_CHART, "test_desk.meddle")
def meddle(ctx, document_id):
    ctx.get(Document, document_id).body = {"x": 1}


@query(Can.SEE_CLIENTS, "test_desk.all_clients")
def all_clients(ctx):
    return sorted(c.id for c in ctx.find(select(Client)))


@query(Can.SEE_CLIENTS, "test_desk.all_documents")
def all_documents(ctx):
    return sorted(d.client_id for d in ctx.find(select(Document)))


def trail(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()

    return desk.on_vault(read)


def test_a_counselor_reaches_the_own_caseload_alone(desk):
    assert desk.do(all_clients) == [10, 12]
    with pytest.raises(Forbidden, match="caseload"):
        desk.do(start_note, 11)
    note = desk.do(start_note, 10)
    desk.as_(ODA)
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(read_note, note.id)


WAYS = {
    "documents": (lambda s: s.execute(select(Document.id)).all(), []),
    "get": (lambda s: s.get(Document, 1), None),
    "alias": (lambda s: s.execute(select(aliased(Document).id)).all(), []),
    "join": (
        lambda s: s.execute(
            select(Client.id, Document.id).join(Document, Document.client_id == Client.id, isouter=True)
        ).all(),
        [(11, None)],
    ),
    "exists": (lambda s: s.scalar(select(select(Document.id).exists())), False),
    "cte": (lambda s: s.execute(select(select(Document.id).cte().c.id)).all(), []),
    "union": (
        lambda s: s.execute(select(Document.id).union_all(select(Document.id))).all(),
        [],
    ),
    "count": (lambda s: s.scalar(select(func.count()).select_from(Document)), 0),
    "text": (lambda s: s.execute(text("select 1")).all(), Forbidden),
    "core": (lambda s: s.execute(select(Document.__table__.c.id)).all(), Forbidden),
    "bulk": (lambda s: s.execute(update(Document).values(template="x")), Forbidden),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_statement_steps_round_the_caseload(desk, way):
    desk.do(start_note, 10)
    desk.as_(ODA)
    run, expected = WAYS[way]
    use_case = command(Can.READ_CHART, "test_desk.run")(lambda ctx: run(ctx._session))
    if expected is Forbidden:
        with pytest.raises(Forbidden):
            desk.do(use_case)
    else:
        assert desk.do(use_case) == expected


def test_alternating_actors_are_not_mixed_up_by_cached_statements(desk):
    desk.do(start_note, 10)
    desk.as_(ODA)
    desk.do(start_note, 11)
    for _ in range(3):
        for who, expected in ((CAL, [10]), (ODA, [11]), (SUE, [10, 11]), (FLO, []), (ADA, [])):
            desk.as_(who)
            assert desk.do(all_documents) == expected


def test_clinic_staff_see_clients_and_nothing_clinical(desk):
    note = desk.do(start_note, 10)
    desk.as_(FLO)
    assert desk.do(all_clients) == [10, 11, 12]
    with pytest.raises(Forbidden):
        desk.do(read_note, note.id)
    assert desk.do(all_documents) == []


def test_coverage_opens_a_chart_until_its_end(desk, clock):
    @command(Can.ASSIGN_CLIENT, "test_desk.cover")
    def cover(ctx, client_id, staff_id):
        from datetime import timedelta

        ctx.add(
            AccessGrant(
                client_id=client_id,
                staff_id=staff_id,
                kind=Grant.COVERAGE,
                reason="away",
                granted_by=ctx.actor.id,
                starts_at=ctx.now,
                ends_at=ctx.now + timedelta(days=2),
            )
        )

    desk.as_(SUE)
    desk.do(cover, 11, CAL)
    desk.as_(CAL)
    assert desk.do(all_clients) == [10, 11, 12]
    clock.forward(days=2)
    assert desk.do(all_clients) == [10, 12]


def test_a_query_that_writes_is_refused_and_leaves_nothing(desk):
    note = desk.do(start_note, 10)
    with pytest.raises(Forbidden, match="query changed"):
        desk.do(meddle, note.id)
    assert desk.do(read_note, note.id).body == {}


def test_nothing_opens_a_second_door(desk):
    def read(engine):
        with Session(engine) as session:
            return session.scalars(select(Client)).all()

    with pytest.raises(Forbidden, match="through the desk"):
        desk.on_vault(read)


def test_a_use_case_inside_another_is_checked_too(desk):
    outer = command(Can.WRITE_NOTE, "test_desk.outer")(lambda ctx: staff.retire(ctx, 3))
    with pytest.raises(Forbidden, match="manage people"):
        desk.do(outer)


def test_a_refused_command_leaves_nothing_but_its_line(desk):
    @command(Can.WRITE_NOTE, "test_desk.half")
    def half(ctx):
        start_note(ctx, 10)
        raise Forbidden("no")

    with pytest.raises(Forbidden):
        desk.do(half)
    assert desk.do(all_documents) == []
    assert desk.seen == []
    assert trail(desk)[-1].action == "test_desk.half (refused)"


def test_the_trail_names_what_was_written_and_read(desk):
    note = desk.do(start_note, 10)
    desk.do(read_note, note.id)
    desk.do(all_documents)
    lines = [(e.action, e.client_id, e.object) for e in trail(desk)]
    assert lines[0] == ("desk.sign_in", None, "")
    assert ("test_desk.start_note", 10, f"Document:{note.id}") in lines
    assert ("test_desk.read_note", 10, "") in lines
    assert desk.chain.verify(trail(desk)).broken_at is None


TAMPERING = {
    "edited": ("UPDATE audit_entry SET client_id = 12 WHERE id = 3", 3),
    "hole": ("DELETE FROM audit_entry WHERE id = 3", 3),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_verification_names_the_line_that_fails(desk, how):
    for _ in range(3):
        desk.do(start_note, 10)
    sql, line = TAMPERING[how]

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql("DROP TRIGGER audit_entry_keeps")
            db.exec_driver_sql("DROP TRIGGER audit_entry_stays")
            db.exec_driver_sql(sql)

    desk.on_vault(tamper)
    assert desk.chain.verify(trail(desk)).broken_at == line


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE document SET body = '{}'",
        "UPDATE document SET status = 'draft'",
        "DELETE FROM document",
    ],
)
def test_the_database_itself_keeps_what_is_sealed(desk, sql, clock):
    desk.as_(SUE)

    @command(Can.WRITE_NOTE, "test_desk.signed")
    def signed(ctx):
        note = start_note(ctx, 10)
        note.sign(ctx.actor, ctx.now)

    desk.do(signed)

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql(sql)

    with pytest.raises(Exception, match=r"append-only|sealed"):
        desk.on_vault(tamper)


def test_a_clock_set_back_is_on_the_trail_and_the_chain_holds(desk, clock):
    desk.do(start_note, 10)
    clock.forward(days=-1)
    desk.do(start_note, 10)
    actions = [e.action for e in trail(desk)]
    assert actions.count("clock.step") == 1
    assert desk.chain.verify(trail(desk)).broken_at is None


def test_signed_out_nobody_asks(desk):
    desk.sign_out()
    with pytest.raises(Forbidden, match="Nobody is signed in"):
        desk.do(all_clients)


def test_who_listens_hears_of_changes_until_they_stop(desk):
    first, second = [], []
    stop = desk.listen(first.append)
    desk.listen(second.append)
    desk.do(start_note, 10)
    desk.do(all_clients)
    assert [sorted(changes.kinds) for changes in first] == [["Document"]]
    assert first == second == desk.seen
    stop()
    stop()
    desk.do(start_note, 12)
    assert (len(first), len(second)) == (1, 2)
    assert second[-1].client_ids == {12}


def test_upkeep_ends_where_it_was_begun(desk):
    def work(engine):
        with Session(engine) as session:
            with upkeep(session):
                with upkeep(session):
                    assert session.get(Staff, CAL).name == "Cal Reyes"
                assert is_upkeep(session)
                assert session.get(Staff, ODA).name == "Oda Lind"
            with pytest.raises(Forbidden, match="through the desk"):
                session.get(Staff, SUE)

    desk.on_vault(work)
