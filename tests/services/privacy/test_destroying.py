"""What is destroyed is gone from every table, the search, the file and its log; the rest holds."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from counselor_desk.core.errors import Forbidden, Refused, VaultTrouble
from counselor_desk.desk import client_rows, integrity
from counselor_desk.desk.desk import Desk
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import OfClient, Record
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.form_draft import ClinicFormDraft
from counselor_desk.records.people import Client
from counselor_desk.records.writing_aids import LearnedWord
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import access, clients
from counselor_desk.services.documents import documents, search, writing_aids
from counselor_desk.services.privacy import destruction, phone_calls, registers, retention
from counselor_desk.services.rewards import handing_over, verify
from counselor_desk.services.vault import trail_lines
from counselor_desk.vault.file import vacuum
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.schema import migrate
from tests.conftest import AUDIT_KEY, KEY
from tests.proofs import beside, own
from tests.services import rows
from tests.services.documents.test_documents import full
from tests.services.rewards.test_rewards import earn
from tests.services.test_faults import Disk, everything

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, FLO, ADA = 1, 2, 4, 5
WHY = "the period of the state is over"
EARLY = "the state's period is six years, letter of counsel"
CANARY = "quillabamba"
PAGE, RESERVED = 4096, 80


def sue(desk, staff_id=SUE, typed="", act=destruction.destroy):
    """She stands beside whoever destroys, and has typed her passphrase."""
    return beside(desk, act, staff_id, typed)


def upkeep(desk, work):
    """Behind the desk, as a test may look: `work(session)`."""

    def run(engine):
        with upkeep_session(engine) as session:
            return work(session)

    return desk.on_vault(run)


def filled(desk, client_id=ROSA, word=CANARY):
    """Rows in every table, and a client of the same word."""

    def work(session):
        client = session.get(Client, client_id)
        client.given_name, client.registered_at = word, datetime(2009, 5, 5, tzinfo=UTC)
        client.index()
        return rows.fill(session, client_id, word)

    return upkeep(desk, work)


def gone(desk, client_id=ROSA, **more):
    desk.as_(ADA)
    return desk.do(destruction.destroy, client_id, WHY, sue(desk), **more)


def old(desk, clock):
    """Eleven years on: the charts' period is over."""
    clock.forward(days=11 * 366)


def pages(vault):
    """Every page of the file and of its log in clear, freed ones too."""
    for path, first, step in ((vault, 0, PAGE), (vault.with_name(vault.name + "-wal"), 56, 24)):
        raw = path.read_bytes() if path.exists() else b""
        step = PAGE if path == vault else PAGE + 24
        for at in range(first, len(raw) - PAGE + 1, step):
            page = raw[at : at + PAGE]
            skipped = 16 if path == vault and at == 0 else 0
            iv = page[PAGE - RESERVED : PAGE - RESERVED + 16]
            aes = Cipher(algorithms.AES(KEY[:32]), modes.CBC(iv)).decryptor()
            yield aes.update(page[skipped : PAGE - RESERVED])


def bearing(vault, word):
    spelled = [word.encode(), word.encode("utf-16-le"), word.title().encode()]
    return sum(any(s in page for s in spelled) for page in pages(vault))


def terms(vault, start):
    """What the full-text index knows, its prefixes too."""
    connection = connect(vault, KEY)
    connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'words', 'row')")
    found = connection.execute("SELECT term FROM v WHERE term >= ? AND term < ?",
                               (start, start + "~")).fetchall()  # fmt: skip
    connection.close()
    return [row[0] for row in found]


def test_every_table_with_rows_of_a_client_is_known():
    named = {t.name for t in client_rows.tables()}
    pointing = {
        table.name
        for table in Record.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "client" for key in column.foreign_keys)
    }
    # The one column that points from client to client belongs to a client's own row.
    assert named == pointing - {"client"}
    assert {m.class_.__tablename__ for m in Record.registry.mappers
            if issubclass(m.class_, OfClient)} == named  # fmt: skip


def test_every_seal_on_a_client_s_rows_lets_go_for_a_destruction_and_for_nothing_else():
    named = {t.name for t in client_rows.tables()} - client_rows.STAYS
    seals = [s for s in migrate.statements("sqlite/seals.sql") if "BEFORE DELETE ON" in s]
    of_clients = [s for s in seals if s.split("BEFORE DELETE ON ")[1].split()[0] in named]
    assert len(of_clients) > 8
    gate = "WHERE chart = OLD.client_id AND finished_at IS NULL"
    assert [s for s in of_clients if gate not in s] == []
    assert [s for s in seals if s not in of_clients and "FROM destruction" in s] == []


def test_no_row_of_any_table_is_left_but_the_sums_of_the_book(desk):
    names = filled(desk)
    filled(desk, DANA, "another")
    desk.as_(ADA)
    seen = desk.do(destruction.preview, ROSA)
    assert set(seen.rows_by_table) == set(names) - client_rows.STAYS
    assert (seen.entries, seen.is_over) == (1, True)
    made = gone(desk)
    assert made.counts == seen.rows_by_table
    left = upkeep(desk, lambda s: client_rows.count_rows(s, ROSA))
    assert left == {"ledger_entry": 1}
    whole = upkeep(desk, lambda s: client_rows.count_rows(s, DANA))
    assert set(whole) == set(names)


def test_of_the_client_a_number_is_left_and_no_word(desk):
    filled(desk)
    gone(desk)

    def stub(session):
        client = session.get(Client, ROSA)
        return {c.key: getattr(client, c.key) for c in Client.__table__.columns}

    kept = {key: value for key, value in upkeep(desk, stub).items() if value}
    assert kept == {"id": ROSA, "number": "0000010", "destroyed_on": date(2026, 12, 1)}
    for staff_id in (ADA, SUE, CAL):
        desk.as_(staff_id)
        with pytest.raises(Refused, match="not in your caseload"):
            desk.do(clients.read, ROSA)
        assert ROSA not in desk.do(clients.matching, "", None, True)


def test_the_words_are_in_no_page_of_the_file_nor_of_its_log(desk, vault):
    desk.do(clients.change, ROSA, {"preferred_name": CANARY.title(), "address": f"1 {CANARY} Road"})
    note = desk.do(documents.start, ROSA, "dap")
    body = full("dap") | {"data": f"She spoke of {CANARY} and the zanzibartrip."}
    desk.do(documents.save_draft, note.id, body, note.revision)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, {"data": f"{CANARY} once more"}, draft.revision)
    filled(desk)
    assert bearing(vault, CANARY) > 3
    assert terms(vault, "quilla")
    assert terms(vault, "zanzibar")
    assert desk.do(search.search_documents, CANARY).hits
    gone(desk, early=EARLY)
    assert terms(vault, "quilla") == terms(vault, "zanzibar") == []
    assert bearing(vault, CANARY) == 0
    desk.with_file_closed(lambda: None)
    assert bearing(vault, CANARY) == 0


def test_what_is_typed_while_the_file_is_written_anew_is_kept_and_the_lock_waits(desk, vault):
    """One file, one writer: the other work stands in the queue, none of it is refused."""
    asked = []

    def typing(_cursor, statement, *_more):
        if statement == "VACUUM":
            asked.append(desk.submit(None, clients.change, DANA, {"phone": "555 0177"}))
            asked.append(asked[0].done())

    desk.on_vault(lambda engine: event.listen(engine, "do_execute", typing))
    desk.on_vault(lambda engine: event.listen(engine, "do_execute_no_params", typing))
    gone(desk, early=EARLY)
    desk.sign_out()  # as the lock does
    kept, was_done = asked
    assert not was_done
    assert kept.done()
    connection = connect(vault, KEY)
    assert connection.execute("SELECT phone FROM client WHERE id = ?", (DANA,)).fetchone() == ("555 0177",)
    connection.close()


def test_the_index_still_finds_everybody_else(desk, vault):
    note = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, note.id, {"data": "the harbor market"}, note.revision)
    filled(desk)
    gone(desk)
    desk.as_(CAL)
    assert [hit.client_id for hit in desk.do(search.search_documents, "harbor").hits] == [DANA]
    connection = connect(vault, KEY)
    connection.execute("INSERT INTO words(words) VALUES('integrity-check')")
    connection.close()


def test_words_and_unsaved_forms_with_any_name_of_the_client_go_too(desk):
    """Former names, what the person is called, parts of a name, and marks that SQL's lower() leaves."""
    known = {
        "given_name": "Rosa", "family_name": "Medina-Núñez", "preferred_name": "Chayo",
        "former_names": "Rosa Ortíz; Đặng",
    }  # fmt: skip
    desk.do(clients.change, ROSA, known)
    goes = ["Medina", "NÚÑEZ", "nunez", "Medina-Núñez", "Chayo's", "Ortiz", "Dang"]
    stays = ["motivational", "Ortizes", "Rosario"]
    drafts = {
        "registered twice": {"given_name": "Rosa", "family_name": "Ortíz", "phone": "555 0177"},
        "a call": {"about": "Medina-Nuñez, Chayo", "words": "asked when she comes"},
        "her namesake": {"given_name": "Rosa", "family_name": "Ortíz", "born": "2001-02-03"},
        "another's": {"about": "James Cole", "words": "Rosa called for the Ortíz family"},
    }

    def plant(session):
        at = datetime(2026, 12, 1, tzinfo=UTC)
        session.add_all(LearnedWord(staff_id=CAL, word=word) for word in goes + stays)
        session.add_all(
            ClinicFormDraft(staff_id=FLO, spot=spot, title="Call", answers=answers, saved_at=at)
            for spot, answers in drafts.items()
        )
        session.get(Client, ROSA).born = date(1983, 1, 4)
        session.get(Client, JAMES).merged_into_id = ROSA

    upkeep(desk, plant)
    gone(desk, early=EARLY)

    def left(session):
        words = set(session.scalars(select(LearnedWord.word)))
        return words, set(session.scalars(select(ClinicFormDraft.spot))), session.get(Client, JAMES)

    words, spots, merged = upkeep(desk, left)
    assert words == set(stays)
    assert spots == {"her namesake", "another's"}
    assert (merged.given_name, merged.merged_into_id) == ("James", None)
    assert desk.on_vault(lambda e: integrity.verify_records(e, desk.chain)).changed == ()


def test_the_trail_holds_keeps_its_lines_and_has_no_word_of_the_client(desk, clock, counted):
    note = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, note.id, {"data": CANARY}, note.revision)
    before = upkeep(desk, lambda s: s.scalar(select(func.count()).where(AuditEntry.client_id == ROSA)))
    old(desk, clock)
    gone(desk)
    found = desk.on_vault(lambda e: integrity.verify_records(e, desk.chain))
    assert found.is_whole

    def lines(session):
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))

    told = upkeep(desk, lines)
    assert sum(line.client_id == ROSA for line in told) > before
    assert any(line.object.startswith("Destruction:") for line in told)
    for line in told:
        said = f"{line.action} {line.object} {line.reason} {line.session}".casefold()
        assert not {"rosa", "medina", CANARY} & set(said.split())


def test_the_books_hold_with_every_sum_and_what_stays_is_sealed(desk, clock, vault):
    earn(desk, clock, 3)
    (entry, *_rest) = upkeep(desk, lambda s: client_rows.entries(s, ROSA))
    desk.as_(CAL)
    desk.do(handing_over.reverse, entry.id, f"{CANARY} was not here", beside(desk, handing_over.reverse, SUE))
    desk.as_(SUE)
    before = desk.do(verify.check)
    assert before.hold
    desk.as_(ADA)
    with pytest.raises(Refused, match="still owed"):
        desk.do(destruction.destroy, ROSA, WHY, sue(desk))
    desk.as_(CAL)
    for one in upkeep(desk, lambda s: client_rows.entries(s, ROSA))[1:]:
        if one.reverses_id is None and one.kind.earns:
            desk.do(handing_over.reverse, one.id, "counted twice", beside(desk, handing_over.reverse, SUE))
    old(desk, clock)
    desk.as_(SUE)
    before = desk.do(verify.check)
    made = gone(desk)
    assert len(made.entries) >= 6
    desk.as_(SUE)
    after = desk.do(verify.check)
    assert after.hold, after.faults
    assert (after.balances, after.ledger) == (before.balances, before.ledger)
    kept = upkeep(desk, lambda s: client_rows.entries(s, ROSA))
    assert {(e.reason, e.enrollment_id, e.occasion_id) for e in kept} == {("", None, None)}
    assert bearing(vault, CANARY) == 0

    def forge(engine):
        with engine.begin() as db:
            db.exec_driver_sql("DROP TRIGGER ledger_entry_keeps")
            db.exec_driver_sql("UPDATE ledger_entry SET cents = cents + 1 WHERE client_id = 10")

    desk.on_vault(forge)
    assert "The entries of the destroyed record 0000010 were changed." in (desk.do(verify.check).faults)


SEALED = [
    "DELETE FROM document WHERE client_id = 12",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_entry SET reason = '' WHERE client_id = 12",
    "UPDATE ledger_entry SET cents = 1",
    "DELETE FROM consent WHERE client_id = 12",
    "DELETE FROM disclosed WHERE client_id = 12",
    "DELETE FROM occasion WHERE client_id = 12",
    "DELETE FROM destruction",
    "UPDATE destruction SET reason = 'another'",
    "UPDATE client SET given_name = 'Eve' WHERE id = 10",
    "DELETE FROM client WHERE id = 10",
]


@pytest.mark.parametrize("statement", SEALED)
def test_after_one_record_the_seals_hold_for_every_other(desk, statement):
    filled(desk, DANA, "another")
    filled(desk)
    upkeep(desk, lambda s: s.execute(
        Record.metadata.tables["document"].update().where(
            Record.metadata.tables["document"].c.client_id == DANA
        ).values(signed_at=datetime(2010, 1, 4, tzinfo=UTC))
    ))  # fmt: skip
    upkeep(desk, lambda s: s.execute(
        Record.metadata.tables["consent"].update().values(signed_at=None)
        .where(Record.metadata.tables["consent"].c.client_id == 0)
    ))  # fmt: skip
    gone(desk)

    def run(engine):
        with engine.begin() as db:
            db.exec_driver_sql(statement)

    with pytest.raises(Exception, match=r"append-only|sealed|FOREIGN KEY"):
        desk.on_vault(run)


def test_the_file_itself_refuses_a_destruction_under_a_hold_or_by_one_person(desk):
    desk.as_(SUE)
    desk.do(registers.place_hold, ROSA, "case 26-1")

    def begun(staff_id, witness_id, chart):
        return Destruction(
            chart=chart, number="0000010", kept_until=date(2020, 1, 1), reason=WHY, first_year=2010,
            last_year=2010, staff_id=staff_id, witness_id=witness_id,
            begun_at=datetime(2026, 12, 1, tzinfo=UTC),
        )  # fmt: skip

    with pytest.raises(IntegrityError, match="legal hold"):
        upkeep(desk, lambda s: (s.add(begun(ADA, SUE, ROSA)), s.flush()))
    with pytest.raises(IntegrityError, match="two people"):
        upkeep(desk, lambda s: (s.add(begun(ADA, ADA, DANA)), s.flush()))


def test_a_hold_or_open_care_refuses_until_it_ends(desk, clock):
    desk.do(episodes.begin, DANA, {"admitted_on": date(2026, 12, 1)})
    old(desk, clock)
    desk.as_(SUE)
    held = desk.do(registers.place_hold, ROSA, "case 26-1")
    desk.as_(ADA)
    with pytest.raises(Refused, match="legal hold"):
        desk.do(destruction.destroy, ROSA, WHY, sue(desk), EARLY)
    with pytest.raises(Refused, match="in care"):
        desk.do(destruction.destroy, DANA, WHY, sue(desk), EARLY)
    desk.do(registers.lift_hold, held.id)
    # The hold itself is a paper about privacy: six years from now nothing forbids it any more.
    assert gone(desk).finished_at is not None


def test_before_its_day_a_reason_is_asked_and_stands_on_the_certificate(desk, clock):
    desk.as_(ADA)
    with pytest.raises(Refused, match=r"until December 1, 2036\. Say why") as refusal:
        desk.do(destruction.destroy, ROSA, WHY, sue(desk))
    assert refusal.value.field == "early"
    made = gone(desk, early=EARLY)
    assert (made.early, made.reason, made.kept_until) == (EARLY, WHY, date(2036, 12, 1))
    told = desk.do(destruction.certificate, made.id)
    assert (told.by, told.beside) == ("Ada Quist", "Sue Park, LCSW")


@pytest.mark.parametrize(
    ("reason", "witness", "said"),
    [
        (" ", (SUE, ""), "Say why"),
        (WHY, (SUE, "wrong"), "not the passphrase of Sue Park"),
        (WHY, (ADA, ""), "Two different people"),
        (WHY, (0, ""), "Two different people"),
    ],
)
def test_two_people_and_a_reason_or_nothing_goes(desk, clock, reason, witness, said):
    old(desk, clock)
    desk.as_(ADA)
    before = upkeep(desk, lambda s: client_rows.count_rows(s, ROSA))
    with pytest.raises(Refused, match=said):
        desk.do(destruction.destroy, ROSA, reason, sue(desk, *witness))
    assert upkeep(desk, lambda s: client_rows.count_rows(s, ROSA)) == before
    assert desk.do(clients.read, ROSA).given_name == "Rosa"
    assert desk.do(destruction.all_destroyed) == []


@pytest.mark.parametrize("staff_id", [SUE, CAL, FLO])
def test_only_an_administrator_destroys(desk, staff_id):
    desk.as_(staff_id)
    with pytest.raises(Forbidden):
        desk.do(destruction.destroy, ROSA, WHY, sue(desk, ADA))


def test_a_restricted_chart_is_out_of_reach_until_the_restriction_is_lifted(desk, clock):
    desk.as_(SUE)
    desk.do(access.restrict, ROSA, "a colleague's brother")
    old(desk, clock)
    desk.as_(ADA)
    assert ROSA not in {row.id for row in desk.do(retention.expired_records).records}
    with pytest.raises(Refused, match="caseload"):
        desk.do(destruction.destroy, ROSA, WHY, sue(desk))


def test_nothing_goes_by_itself_and_the_list_says_why(desk, clock):
    desk.as_(ADA)
    assert desk.do(retention.expired_records) == retention.ExpiredRecords((), 3)
    old(desk, clock)
    held = desk.do(retention.expired_records)
    assert [row.number for row in held.records] == ["0000010", "0000011", "0000012"]
    assert held.records[0].standing.until.why == (
        "Last seen on December 1, 2026; charts of adults are kept 10 years: until December 1, 2036."
    )
    assert desk.do(clients.read, ROSA).given_name == "Rosa"


def test_a_period_of_the_clinic_counts_from_its_day_and_what_was_before_stays(desk, clock):
    desk.as_(ADA)
    seven = {"years": 7, "source": "Our state's law", "in_force_on": date(2027, 1, 1)}
    desk.do(retention.set_period, "adults", seven)
    (adults, *_rest) = desk.do(retention.classes)
    assert (adults.period.years, adults.is_own) == (10, False)
    clock.forward(days=40)
    (adults, *_rest) = desk.do(retention.classes)
    assert (adults.period.years, adults.period.source, adults.is_own) == (
        7,
        "Our state's law",
        True,
    )
    assert [rule.years for rule in adults.rules] == [7]
    with pytest.raises(Refused, match="6 years or more"):
        desk.do(retention.set_period, "privacy", {**seven, "years": 3})
    with pytest.raises(Refused, match="Fill in"):
        desk.do(retention.set_period, "adults", {"years": 7})


def test_what_left_the_vault_before_is_told(desk, clock):
    from counselor_desk.services.exchange import exporting
    from counselor_desk.services.vault import permissions

    desk.as_(ADA)
    desk.do(exporting.export, "CSV", [ROSA])
    desk.do(permissions.begin, "portable archive")
    clock.forward(minutes=5)
    made = gone(desk, early=EARLY)
    told = desk.do(destruction.copies, made.id)
    assert [action for _at, action in told.left] == ["exporting.export"]
    assert len(told.archives) == 1
    assert told.until == made.finished_at


def test_another_document_that_names_the_client_is_counted_and_stays(desk):
    note = desk.do(documents.start, DANA, "dap")
    body = {"data": "Her friend Rosa Medina called."}
    desk.do(documents.save_draft, note.id, body, note.revision)
    own = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, own.id, {"data": "Rosa Medina came"}, own.revision)
    desk.as_(ADA)
    assert desk.do(destruction.preview, ROSA).elsewhere == 1
    desk.as_(CAL)
    for name in ("Rosa Ortiz", "Chayo Medina", "Ortiz"):  # a former name, what she is called; no name alone
        more = desk.do(documents.start, DANA, "dap")
        desk.do(documents.save_draft, more.id, {"data": f"{name} was there."}, more.revision)
    desk.do(clients.change, ROSA, {"preferred_name": "Chayo", "former_names": "Ortiz"})
    assert gone(desk, early=EARLY).names_elsewhere == 3


def test_calls_and_snippets_that_name_the_client_are_counted(desk):
    desk.do(clients.change, ROSA, {"former_names": "Ortiz"})
    desk.do(writing_aids.keep_snippet, "rm", "Rosa Ortiz called: no change")
    desk.do(writing_aids.keep_snippet, "rx", "the Ortiz family; Rosa")
    call = {"caller": "Her aunt", "about": "medina, rosa", "words": "asked when she comes"}
    desk.as_(FLO)
    desk.do(phone_calls.take, CAL, call)
    desk.as_(ADA)
    assert desk.do(destruction.preview, ROSA).outside_charts == 2


@pytest.mark.parametrize("names", [["a\0b", "x"], ['"', "'"], ["*", "AND"], ["NOT", "NEAR("], [""]])
def test_any_name_can_be_looked_for(desk, names):
    assert upkeep(desk, lambda s: client_rows.count_mentions(s, ROSA, names)) == 0


def test_the_chain_of_the_trail_stays_whole_through_the_audit_page(desk):
    gone(desk, early=EARLY)
    assert desk.do(trail_lines.verify).broken_at is None


def test_several_go_together_or_none_does(desk, clock, counted):
    old(desk, clock)
    desk.as_(SUE)
    held = desk.do(registers.place_hold, JAMES, "case 26-1")
    desk.as_(ADA)
    with pytest.raises(Refused, match=r"Record 0000011: A legal hold"):
        desk.do(destruction.destroy_all, [ROSA, JAMES, DANA], WHY, sue(desk, act=destruction.destroy_all))
    assert desk.do(destruction.all_destroyed) == []
    desk.do(registers.lift_hold, held.id)
    clock.forward(days=1)
    with pytest.raises(Refused, match="no record"):
        desk.do(destruction.destroy_all, [], WHY, sue(desk, act=destruction.destroy_all))
    made = desk.do(destruction.destroy_all, [ROSA, DANA, ROSA], WHY, sue(desk, act=destruction.destroy_all))
    assert [one.number for one in made] == ["0000010", "0000012"]
    assert desk.do(clients.matching, "", None, True) == [JAMES]
    found = desk.on_vault(lambda e: integrity.verify_records(e, desk.chain))
    assert found.is_whole


@pytest.mark.slow
def test_whatever_fails_a_record_is_destroyed_whole_or_not_at_all(desk, vault):
    filled(desk)
    desk.as_(ADA)
    disk, before, n = Disk(desk), everything(desk), 0
    done = False
    while not done:
        n += 1
        with disk.failing(n, "disk I/O error"):
            try:
                desk.do(destruction.destroy, ROSA, WHY, sue(desk))
                break
            except VaultTrouble as error:
                done = str(error).startswith("Done. The database file will be compacted")
        if not done:
            assert everything(desk) == before, f"half done after statement {n}"
    assert n > 60
    assert upkeep(desk, lambda s: client_rows.count_rows(s, ROSA)) == {"ledger_entry": 1}
    # Freed pages are overwritten at once: no word is left even when the file is not written anew.
    desk.with_file_closed(lambda: None)
    assert bearing(vault, CANARY) == 0


CUT_OFF = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from counselor_desk.services.privacy import destruction
from counselor_desk.desk.desk import Desk, command
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.vault.file.engine import open_vault
from tests.conftest import AUDIT_KEY, KEY
from counselor_desk import records

records.every()
desk = Desk(lambda: open_vault(Path(sys.argv[1]), KEY), AUDIT_KEY)
desk.sign_in(5)

def end_in_the_middle(cursor, statement, *_more):
    if statement == "VACUUM":
        left = [int(sys.argv[2])]
        def step():
            left[0] -= 1
            return os._exit(9) if left[0] == 0 else 0
        cursor.connection.set_progress_handler(step, 200)

desk.on_vault(lambda engine: event.listen(engine, "do_execute_no_params", end_in_the_middle))
desk.on_vault(lambda engine: event.listen(engine, "do_execute", end_in_the_middle))
destroy = command(Can.DESTROY, "destroying.destroy")(
    lambda ctx: destruction.destroy_with(ctx, ctx.get(Client, 10), "it is over", ctx.second_person(1))
)
desk.do(destroy)
"""


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 20, 80])
def test_a_rewriting_that_was_cut_off_is_taken_up_and_leaves_no_word_meanwhile(desk, vault, counted, steps):
    cut_off = []
    filled(desk)
    assert bearing(vault, CANARY) > 3
    command = [sys.executable, "-c", CUT_OFF, str(vault), str(steps)]
    desk.with_file_closed(lambda: cut_off.append(subprocess.run(command, capture_output=True, text=True)))
    assert cut_off[0].returncode == 9, cut_off[0].stderr
    assert bearing(vault, CANARY) == 0  # the log is emptied before the file is written anew
    assert owed(vault)
    again = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY)
    try:
        assert not again.on_vault(vacuum.is_pending)
        again.sign_in(ADA)
        assert [one.chart for one in again.do(destruction.all_destroyed)] == [ROSA]
        found = again.on_vault(lambda e: integrity.verify_records(e, again.chain))
        assert found.is_whole
    finally:
        again.close()
    connection = connect(vault, KEY)
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert (bearing(vault, CANARY), owed(vault)) == (0, False)


def owed(vault):
    connection = connect(vault, KEY)
    try:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def test_what_a_full_disk_keeps_from_being_written_anew_is_done_at_the_next_opening(desk, vault):
    filled(desk)
    assert not owed(vault)
    desk.as_(ADA)

    def full(_cursor, statement, *_more):
        if statement == "VACUUM":
            raise OSError("database or disk is full")

    def listen(engine):
        event.listen(engine, "do_execute_no_params", full)
        event.listen(engine, "do_execute", full)

    desk.on_vault(listen)
    with pytest.raises(OSError, match="disk is full"):
        desk.do(destruction.destroy, ROSA, WHY, sue(desk))
    assert owed(vault)
    assert bearing(vault, CANARY) == 0
    Desk(lambda: open_vault(vault, KEY), AUDIT_KEY).close()
    assert not owed(vault)
