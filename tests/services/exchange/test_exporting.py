"""Moving out: what is exported and imported again is equal; what is de-identified tells nobody."""

import base64
import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from counselor_desk.catalog import definitions
from counselor_desk.catalog.files import zip_areas as small_areas
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.context import in_pieces, query
from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.csv_table import read_table
from counselor_desk.domain.privacy.deidentify import age_group, zip3
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.care import diagnoses, episodes, intakes
from counselor_desk.services.clients import access, clients
from counselor_desk.services.documents import documents
from counselor_desk.services.exchange import chart_as_json, exporting, importing
from counselor_desk.services.medication import medications
from counselor_desk.services.privacy import consents
from counselor_desk.services.vault import trail_lines
from tests.domain.exchange_samples import TODAY, read_bundle, read_set, synthea
from tests.proofs import beside, own
from tests.services.documents.test_documents import full
from tests.services.privacy.test_consents import STROKES

ROSA, DANA = 10, 12
SUE, CAL, FLO, ADA = 1, 2, 4, 5


@pytest.fixture
def charts(desk):
    """Rosa with a diagnosis and a medicine, and two who came from elsewhere with their history."""
    desk.do(clients.change, ROSA, {"address": "1 Pier Rd\nBoston, MA 02115", "pronouns": "she/her"})
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_on": date(2026, 11, 2),
                                             "diagnosed_by": "Dr. Wu"})  # fmt: skip
    desk.do(medications.add, ROSA, {"name": "buprenorphine", "dose": "16 mg"})
    desk.as_(ADA)
    desk.do(importing.bring_in, read_set(synthea(), TODAY), "CSV", 7, CAL)
    desk.as_(SUE)
    return desk.do(clients.matching, "", None, True)


def within(files, folder):
    return {name: raw for name, raw in files.items() if name.startswith(f"{folder}/")}


def unnumbered(people):
    return sorted((replace(p, source_id="") for p in people), key=repr)


FOLDERS = {"FHIR": "fhir", "CSV": "csv", "JSON": "charts"}


@pytest.mark.parametrize("format", FOLDERS)
def test_what_is_exported_and_imported_again_is_equal(desk, charts, format):
    def read(files):
        return open_parcel(within(files, FOLDERS[format]), TODAY).imported

    first = desk.do(exporting.export, format, charts)
    assert first.clients == len(charts) == 5
    told = read(first.files)
    assert told.stopped == ()
    rosa = next(p for p in told.clients if p.source_id == "0000010")
    assert (rosa.diagnoses[0].code, rosa.medications[0].dose) == ("F11.20", "16 mg")
    desk.do(importing.bring_in, told, format, 1, CAL)
    new = [i for i in desk.do(clients.matching, "", None, True) if i not in charts]
    again = read(desk.do(exporting.export, format, new).files)
    assert unnumbered(again.clients) == unnumbered(told.clients)


def test_everything_of_a_chart_is_in_the_json(desk, charts):
    desk.as_(CAL)
    note = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, note.id, {**full(), "data": "CANARY note"}, 0)
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    desk.as_(SUE)
    whole = json.loads(desk.do(exporting.export, "JSON", [DANA]).files["charts/0001.json"])
    (chart,) = whole["charts"]
    assert chart["client"]["number"] == "0000012"
    assert chart["records"]["document"][0]["body"]["data"] == "CANARY note"
    assert chart["records"]["consent"][0]["signer"] == "Dana Reed"


def test_an_administrator_moves_out_names_but_no_clinical_word(desk, charts):
    desk.as_(ADA)
    exported = desk.do(exporting.export, "FHIR")
    assert exported.remark
    for person in read_bundle(exported.files["fhir/bundle-1.json"], TODAY).clients:
        assert person.diagnoses == person.scores == person.medications == person.contacts == ()


def test_an_export_leaves_a_line_for_every_chart(desk, charts):
    desk.do(exporting.export, "CSV", [ROSA, DANA])
    desk.as_(ADA)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="exporting.export"))
    lines = desk.do(trail_lines.lines, ids).values()
    assert {line.client_id for line in lines} == {ROSA, DANA}
    assert {line.reason for line in lines} == {"export CSV"}


def test_counselors_and_front_desk_do_not_export(desk):
    for person in (CAL, FLO):
        desk.as_(person)
        with pytest.raises(Forbidden):
            desk.do(exporting.export, "CSV")
    desk.as_(SUE)
    with pytest.raises(Refused, match="Choose a format"):
        desk.do(exporting.export, "XLS")


def test_the_deidentified_file_holds_no_identifier(desk, charts):
    raw = desk.do(exporting.export, "de-identified CSV").files["deidentified.csv"]
    text = raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for identifier in ("Rosa", "Medina", "Dana", "0000010", "Pier", "02115", "1989", "2026-11-02",
                       "Stamm", "p-1", "Cough"):  # fmt: skip
        assert identifier not in text
    assert {"F11.20", "44261-6"} <= {row["what"] for row in rows}
    assert {row["zip3"] for row in rows} >= {"021", "026"}
    assert all(len(row["year"]) in (0, 4) for row in rows)


@pytest.mark.parametrize(
    ("born", "group"),
    [(date(1937, 12, 1), "89"), (date(1936, 12, 1), "90+"), (date(1900, 1, 1), "90+"),
     (date(2000, 12, 2), "25"), (None, "")],
)  # fmt: skip
def test_ages_over_89_are_one_group(born, group):
    assert age_group(born, date(2026, 12, 1)) == group


@pytest.mark.parametrize(
    ("address", "area"),
    [("1 Pier Rd\nBoston, MA 02115-1234", "021"), ("12345 Main St", "123"), ("", ""),
     ("Nowhere, WY 82190", "000"), ("Washington, DC 20201", "000"), ("Ely, NV 89301", "000"),
     ("Big Piney, WY 83113", "831"), ("x\nColebrook, NH 03576", "035"), ("NH 03601", "000")],
)  # fmt: skip
def test_small_areas_are_not_told(address, area):
    assert zip3(address, small_areas().few_people) == area


RESTRICTED = 11


def backed(desk, reason="The clinic moves", passphrase="", witness=SUE, typed=""):
    act = exporting.export_everything
    return exporting.ExportApproval(reason, own(desk, act, passphrase), beside(desk, act, witness, typed))


def test_every_team_leaves_when_a_clinician_stands_by(desk, charts):
    desk.as_(SUE)
    desk.do(access.restrict, RESTRICTED, "a colleague's")
    desk.as_(ADA)
    assert desk.do(exporting.export, "JSON").clients == 4
    made = desk.do(exporting.export_everything, "everything", backed(desk), lambda _ctx, number: [number])
    assert (made.clients, made.remark) == (5, "")
    names = csv.DictReader(io.StringIO(made.files["index.csv"].decode("utf-8-sig")))
    assert {row["client"] for row in names} >= {"0000010", "0000011", "0000012"}
    rosa = json.loads(made.files["charts/0001.json"])["charts"][0]
    assert rosa["records"]["diagnosis"][0]["code"] == "F11.20"
    assert [leaf.folder for leaf in made.papers][:2] == ["papers/0001", "papers/0002"]
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="exporting.everything"))
    lines = list(desk.do(trail_lines.lines, ids).values())
    assert {line.actor_name for line in lines} == {"Ada Quist"}
    reason = "export everything of every team, with Sue Park: The clinic moves"
    assert {line.reason for line in lines} == {reason}
    with pytest.raises(Refused):  # and not a moment longer
        desk.do(clients.read, RESTRICTED)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"passphrase": "another one"}, "passphrase"),
     ({"witness": ADA}, "witness_id"), ({"witness": FLO}, "witness_id"),
     ({"witness": 99}, "witness_id"), ({"typed": "of another"}, "witness_passphrase")],
)  # fmt: skip
def test_one_person_alone_takes_no_team_out(desk, given, field):
    desk.as_(ADA)
    with pytest.raises(Refused) as refusal:
        desk.do(exporting.export_everything, "JSON", backed(desk, **given))
    assert refusal.value.field == field


def test_the_page_that_goes_along_says_what_each_file_is(desk, charts):
    files = desk.do(exporting.export, "everything").files
    page = files["README.txt"].decode()
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in page
    assert "Clients in it: 5." in page
    assert {name.partition("/")[0] for name in files} == {"README.txt", "index.csv", "fhir", "csv",
                                                          "charts", "teds"}  # fmt: skip
    for folder in ("fhir/", "csv/", "charts/", "teds/", "papers/"):
        assert f"## {folder}" in page
    for client in ("Rosa", "Medina", "0000010"):
        assert not any(client in name for name in files)
        assert client not in page


def test_each_column_of_a_chart_comes_out_of_the_json_as_it_is_kept(desk, charts):
    desk.as_(CAL)
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": HOSTILE[2]}, STROKES)
    note = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, note.id, {**full(), "data": "\n".join(HOSTILE)}, 0)
    desk.as_(SUE)
    raw = desk.do(exporting.export, "JSON", [DANA]).files["charts/0001.json"]
    records = json.loads(raw)["charts"][0]["records"]
    assert records["document"][0]["body"]["data"] == "\n".join(HOSTILE)
    seen = 0
    for kind in chart_as_json.chart_record_kinds():
        for told in records.get(kind.__tablename__, []):
            kept = desk.do(kept_as, kind, told["id"])
            assert {key: restored(value, kept[key]) for key, value in told.items()} == kept
            seen += 1
    assert seen >= 2


@query(Can.READ_CHART, "test_exporting.kept_as")
def kept_as(ctx, kind, id):
    return chart_as_json.columns(ctx.get(kind, id))


def restored(value, like):
    """What a reader makes of a cell whose column holds values like the kept one."""
    if isinstance(like, datetime):
        return datetime.fromisoformat(value)
    if isinstance(like, date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(like, bytes) else value


HOSTILE = ("=cmd|' /C calc'!A1", "رشيد \u202eabc", "O'Ne\"il, 🌿; 咳", "-5", "@x", "x" * 100_000)
NAMES = ("=Ana", "-Rashid رشيد", "O'Ne\"il, 🌿;", "+1", "@咳", "'Ana'", "\u202eabc")


@pytest.mark.parametrize("format", FOLDERS)
def test_hostile_names_come_back_as_they_went(desk, format):
    desk.as_(CAL)
    for name in NAMES:
        desk.do(clients.change, DANA, {"given_name": name, "address": f"{name}\n{name} 2"})
        desk.do(medications.add, DANA, {"name": name, "dose": HOSTILE[0]})
    desk.as_(SUE)
    exported = desk.do(exporting.export, format, [DANA])
    told = open_parcel(within(exported.files, FOLDERS[format]), TODAY).imported
    assert told.stopped == ()
    (dana,) = told.clients
    assert (dana.given_name, dana.address) == (NAMES[-1], f"{NAMES[-1]}\n{NAMES[-1]} 2")
    assert {m.name for m in dana.medications} == set(NAMES)
    assert {m.dose for m in dana.medications} == {HOSTILE[0]}
    if format == "CSV":
        for raw in within(exported.files, "csv").values():
            assert not re.search(r'(^|,)"[=@]', raw.decode("utf-8-sig"), re.MULTILINE)


def coded_lines(book, raw):
    """The coded lines, as who receives the set reads them: every heading and code is its own."""
    table, known = read_table(raw), {one.key: one for one in book.fields}
    assert table.problems == ()
    assert set(table.headers) <= set(known)
    for row in table.rows:
        for key in table.headers:
            assert not known[key].codes or row.get(key) in {"", *known[key].codes.values()}
    return [{key: row.get(key) for key in table.headers if row.get(key)} for row in table.rows]


def test_the_national_set_reads_back_and_says_what_is_missing(desk, charts):
    desk.as_(CAL)
    begun = desk.do(episodes.begin, DANA, {"referred_on": date(2026, 10, 30)})
    desk.do(episodes.admit, begun.id, date(2026, 11, 1))
    desk.as_(SUE)
    files, book = desk.do(exporting.export, "TEDS").files, definitions.teds()
    (line,) = coded_lines(book, files["teds/admissions.csv"])
    coded = desk.do(intakes.teds, DANA).coded
    assert line == {key: value for key, value in coded.items() if value}
    assert line["admission_date"] == "2026-11-01"
    assert coded_lines(book, files["teds/discharges.csv"]) == []
    missing = {row.get("element") for row in read_table(files["teds/missing.csv"]).rows}
    assert missing == {one.key for one in desk.do(intakes.teds, DANA).missing}


def test_who_writes_meanwhile_waits_for_one_chart_at_most(desk, charts):
    note = desk.do(documents.start, ROSA, "dap")
    asked, done_before = [], []

    def papers(_ctx, client_id):
        done_before.append([saved.done() for saved in asked])
        body = {"data": f"typed while {client_id} is read"}
        asked.append(desk.submit(None, documents.save_draft, note.id, body, len(asked)))
        return ()

    exported = desk.do(exporting.export, "PDF", charts, papers)
    assert exported.clients == len(charts) == len(done_before)
    assert all(all(before) for before in done_before), "each was kept before the next chart"
    assert asked[-1].result().revision == len(charts)


def lines_of(desk):
    desk.as_(ADA)
    return desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="exporting.export"))


class Watched:
    """Asks how far an export is, and stops it after its second chart."""

    def __init__(self):
        self.steps = []

    def progress(self, done, of):
        self.steps.append((done, of))
        if done == 2:
            raise Refused("Stopped.")


def test_a_stopped_export_gives_nothing_and_leaves_no_line(desk, charts):
    asker = Watched()
    with pytest.raises(Refused, match="Stopped"):
        desk.submit(asker, exporting.export, "JSON", charts).result()
    assert asker.steps == [(0, 5), (1, 5), (2, 5)]
    assert lines_of(desk) == []


def test_the_lock_does_not_wait_for_an_export(desk, charts):
    read = []

    def papers(_ctx, client_id):
        read.append(client_id)
        if len(read) == 2:
            desk.seat.signed_in = None  # what the lock does first
        return ()

    with pytest.raises(Refused, match="locked"):
        desk.do(exporting.export, "PDF", charts, papers)
    assert len(read) == 2
    assert lines_of(desk) == []


def test_a_long_reading_writes_nothing(desk):
    @in_pieces(Can.READ_CHART, "test_exporting.meddle")
    def meddle(ctx):
        yield
        ctx.get(Client, ROSA).pronouns = "they"
        yield

    with pytest.raises(Forbidden, match="changed a record"):
        desk.do(meddle)
    assert desk.do(clients.read, ROSA).pronouns == ""
