"""Lists of clients from CSV: encodings, headings, rows, dates, mapping, twins, history."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.errors import Refused
from counselor_desk.domain import dates_and_amounts
from counselor_desk.domain.exchange import csv_columns
from counselor_desk.domain.exchange.csv_client_list import read_clients
from counselor_desk.domain.exchange.csv_table import guarded_cell, plain_cell, read_table, write_table
from counselor_desk.domain.exchange.csv_write import write_set
from counselor_desk.ui.exchange.file_contents import contents
from tests.domain.exchange_samples import PATIENTS, TODAY, read_set, synthea

CLINIC = "First Name;Last Name;DOB;Phone;Gender\nInés;Muñoz;03/14/1989;555 0100;F\n"


def clients_of(text, **more):
    table = read_table(text.encode() if isinstance(text, str) else text)
    return read_clients(table, csv_columns.guess(table), TODAY, **more)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_the_usual_encodings_are_read(encoding):
    read = clients_of(CLINIC.encode(encoding))
    assert read.clients[0].given_name == "Inés"
    assert read.clients[0].family_name == "Muñoz"
    assert read.clients[0].born == date(1989, 3, 14)
    assert [p.stops for p in read.problems] == ([False] if encoding == "cp1252" else [])


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sign):
    assert clients_of(CLINIC.replace(";", sign)).clients[0].phone == "555 0100"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"PK\x03\x04" + bytes(99), "CSV"),
        (b"%PDF-1.7", "PDF"),
        (b"a\0\0b\0\0\0c", "not a text file"),
        (b"\x81\x8d\x8f", "text encoding"),
        (b"\xff\xfea", "text encoding"),
        (b'name,dob\n"open', "quotation marks"),
        (b"name,dob\n" + b"x" * 200_000, "too long"),
        (b"x" * (21 * 1024 * 1024), "21 MB"),
        (b",".join([b"a"] * 600), "not a client list"),
    ],
)
def test_what_is_no_list_gets_one_clear_message(raw, words):
    with pytest.raises(Refused, match=words):
        clients_of(raw)


def test_a_file_of_50_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(Refused, match="50 MB; at most 20 MB"):
        contents(path)
    with pytest.raises(Refused, match="cannot be opened"):
        contents(tmp_path / "gone.csv")


def test_headings_that_stand_twice_lose_nothing():
    table = read_table(b"First,Last,DOB,Phone,phone,,\nA,B,1990-01-02,1,2,3,4\n")
    assert table.headers == ("First", "Last", "DOB", "Phone", "phone (2)", "Column 6", "Column 7")
    assert table.rows[0].get("phone (2)") == "2"
    assert "appears more than once" in table.problems[0].message


def test_ragged_rows_are_named_by_their_row():
    table = read_table(b"First,Last,DOB\nA,B\n\nA,B,1990-01-02,extra\nA,B,1990-01-02,,\n")
    assert [(p.place, p.stops) for p in table.problems] == [("row 2", False), ("row 4", True)]
    assert [row.number for row in table.rows] == [2, 4, 5]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("FIRST", "given_name"), ("First Name", "given_name"), ("first_name", "given_name"),
        ("Client Last Name", "family_name"), ("Surname", "family_name"), ("D.O.B.", "born"),
        ("Date of Birth", "born"), ("BIRTHDATE", "born"), ("Cell Phone", "phone"),
        ("E-mail", "email"), ("MRN", "source_id"), ("Id", "source_id"), ("Zip Code", "zip"),
        ("Apellidos", "family_name"), ("Preferred Name", "preferred_name"),
    ],
)  # fmt: skip
def test_usual_headings_are_known(header, target):
    table = read_table(f"{header},Other\nx,y\n".encode())
    assert csv_columns.guess(table) == {target: header}


def test_the_mapping_can_be_changed_and_social_security_numbers_never_come_in():
    table = read_table(PATIENTS.encode())
    guessed = csv_columns.guess(table)
    assert "SSN" not in guessed.values()
    assert guessed["sex"] == "GENDER"  # F and M are answers about sex
    read = read_clients(table, {**guessed, "preferred_name": "PREFIX"}, TODAY)
    assert read.clients[0].preferred_name == "Ms."
    with pytest.raises(Refused, match="no column"):
        read_clients(table, {**guessed, "phone": "Nowhere"}, TODAY)
    with pytest.raises(Refused, match="first and the last name"):
        read_clients(table, {"born": "BIRTHDATE"}, TODAY)


def test_gender_in_words_is_gender():
    table = read_table(b"First,Last,DOB,Gender\nA,B,1990-01-02,Non-binary\n")
    assert read_clients(table, csv_columns.guess(table), TODAY).clients[0].gender == "Non-binary"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1989-03-14", date(1989, 3, 14)), ("1989-03-14T10:00:00Z", date(1989, 3, 14)),
        ("19890314", date(1989, 3, 14)), ("1989/3/14", date(1989, 3, 14)),
        ("03/14/1989", date(1989, 3, 14)), ("14/03/1989", date(1989, 3, 14)),
        ("14.3.1989", date(1989, 3, 14)), ("3-4-1989", date(1989, 3, 4)),
        ("14 Mar 1989", date(1989, 3, 14)), ("March 14th, 1989", date(1989, 3, 14)),
        ("14-Mar-1989", date(1989, 3, 14)), ("14 marzo 1989", date(1989, 3, 14)),
        ("3/14/89", date(1989, 3, 14)), ("3/14/09", date(2009, 3, 14)),
    ],
)  # fmt: skip
def test_dates_in_several_forms(written, day):
    assert dates_and_amounts.read_day(written, today=TODAY) == day


@pytest.mark.parametrize("written", ["", "31/02/1989", "13/13/1989", "soon", "٣/٤/١٩٨٩", "0-0-0"])
def test_what_is_no_date(written):
    with pytest.raises(ValueError):  # noqa: PT011
        dates_and_amounts.read_day(written)


def test_a_column_that_can_be_read_in_two_ways_is_reported_once():
    text = "First,Last,DOB\nA,B,03/04/1989\nC,D,05/06/1990\n"
    read = clients_of(text)
    assert read.clients[0].born == date(1989, 3, 4)
    assert [p.place for p in read.problems] == ["column “DOB”"]
    assert "2 dates" in read.problems[0].message
    turned = clients_of(text, order=dates_and_amounts.DateOrder.DAY_FIRST)
    assert turned.clients[0].born == date(1989, 4, 3)


def test_one_date_settles_the_order_of_its_column():
    read = clients_of("First,Last,DOB\nA,B,03/04/1989\nC,D,25/06/1990\n")
    assert read.clients[0].born == date(1989, 4, 3)
    assert read.problems == ()


def test_rows_with_mistakes_are_named_and_can_be_left_out():
    read = clients_of(
        "First,Last,DOB,Id\nA,B,1990-01-02,1\n,B,1990-01-02,2\nC,D,2190-01-01,3\nE,F,yes,4\n"
        "a,b,1990-01-02,\nG,H,1990-01-03,1\nI,J,,6\nA,B,1990-01-02,9\n"
    )
    stopped = {p.place: p.message for p in read.stopped}
    assert list(stopped) == ["row 3", "row 4", "row 5", "row 8", "row 6", "row 7"]
    assert stopped["row 6"] == stopped["row 7"] == "This is the same person as row 2."
    assert "not a date" in stopped["row 5"]
    assert [c.name for c in read.without_stopped().clients] == ["A B", "A B"]
    assert [(p.place, p.stops) for p in read.problems][-1] == ("row 9", False)  # another number
    assert read.without_stopped().stopped == ()


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [("Medina, Rosa María", "Rosa María", "Medina"), ("Rosa María Medina", "Rosa María", "Medina")],
)
def test_whole_names_are_split(name, given, family):
    read = clients_of(f'Name,DOB\n"{name}",1990-01-02\n')
    assert (read.clients[0].given_name, read.clients[0].family_name) == (given, family)


def test_a_set_of_tables_comes_in_with_its_history():
    read = read_set(synthea(), TODAY)
    rosa, gene = read.clients
    assert (rosa.born, rosa.sex, gene.died) == (date(1989, 3, 14), "female", date(2020, 7, 25))
    assert rosa.address == "784 Stamm Lock Unit 46\nSomerville, Massachusetts 02155"
    assert rosa.diagnoses[0].code == "6525002"
    assert [(s.instrument, s.value) for s in rosa.scores] == [("phq9", 14), ("dast10", 6)]
    assert rosa.medications[0].name.startswith("buprenorphine")
    assert rosa.contacts[0].reason == "Cough"
    # Half a point is no total: kept as it stands, given to no instrument, and said so.
    assert (gene.scores[0].value, gene.scores[0].instrument) == (3.5, "")
    assert ("observations.csv, row 5", False) in [(p.place, p.stops) for p in read.problems]
    assert dict(read.left_out) == {
        "Column “PREFIX”": 1,
        "Column “SSN”": 2,
        "careplans.csv": 1,
        "conditions.csv: of clients who are not in the list": 1,
        "observations.csv: not totals of questionnaires": 1,
        "procedures.csv": 1,
    }


def test_two_lists_of_clients_are_refused():
    with pytest.raises(Refused, match="Choose one"):
        read_set({"a.csv": PATIENTS.encode(), "b.csv": PATIENTS.encode()}, TODAY)
    tables = {k: v for k, v in synthea().items() if k != "patients.csv"}
    with pytest.raises(Refused, match="None of these"):
        read_set(tables, TODAY)


def test_what_is_written_comes_back_equal():
    clients = read_set(synthea(), TODAY).clients
    assert read_set(write_set(clients), TODAY).clients == clients


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd", "-2+3", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "'=1", "''=1", "\0x",
     "=", "-", "\n=1"],
)  # fmt: skip
def test_no_cell_is_a_formula(cell):
    written = write_table(["a"], [[cell]]).decode("utf-8-sig").splitlines()
    assert written[1].startswith("\"'")
    assert plain_cell(f"'{cell}") == cell


@pytest.mark.parametrize(
    "cell",
    ['x;=HYPERLINK("http://x";"y")', "x;+1+1", "x; -2+3", "x|@y", "x\t=1", "x\n=1", "x;\"=1", "x;'=1",
     "=1;=2;'=3", ";=1", "a;b;＝1", "\x0b\n=1", "x;;=1"],
)  # fmt: skip
def test_no_cell_is_a_formula_behind_the_separator_of_another_language(cell):
    """A Spanish Windows splits `"a","x;=HYPERLINK(...)"` at the semicolon, and runs what comes then."""
    written = write_table(["a"], [["plain", cell]]).decode("utf-8-sig")
    for part in re.split(r"[;\t|\r\n]", written):
        assert part.lstrip(' "\x0b')[:1] not in {"=", "+", "-", "@", "＝"}
    assert plain_cell(guarded_cell(cell)) == cell


@given(st.text("=+-@'\"; \t\n|a1.,＝\x0b\u00a0", max_size=12))
def test_every_cell_comes_back_as_it_was(cell):
    assert plain_cell(guarded_cell(cell)) == cell


def test_a_list_of_millions_is_refused_at_once():
    with pytest.raises(Refused, match="more than 200,000 rows"):
        read_table(b"name\n" + b"a\n" * 5_000_000)


@pytest.mark.parametrize("cell", ["-5", "+1.5", "O'Brien", "'tis", "a=b", ""])
def test_plain_words_and_numbers_stay(cell):
    assert f'"{cell}"' in write_table(["a"], [[cell]]).decode("utf-8-sig")
    assert plain_cell(cell) == cell
