"""The new year's list of codes is loaded from CMS's file; a code outside the list warns and is taken."""

import gzip
from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.care import code_lists, diagnoses

ROSA, DANA = 10, 12
SUE, CAL, FLO = 1, 2, 4
OCTOBER = date(2026, 10, 1)
NEW, GONE = "F11.26", "F43.12"


def order_line(number, code, billable, title):
    """As CMS describes its file: columns 1-5, 7-13, 15, 17-76 and 78 on."""
    return f"{number:05} {code.replace('.', ''):<7} {int(billable)} {title[:60]:<60} {title}"


def october():
    """The whole list in the published layout, with one code more, one less and one in other words."""
    lines, number, seen = [], 0, set()
    with gzip.open(files.RESOURCES / "codes" / "icd10cm_2026_04.tsv.gz", "rt", encoding="utf-8") as shipped:
        for line in shipped:
            code, mark, title, *_more = line.rstrip("\n").split("\t")
            if (
                mark == "-" or "-" in code or code == GONE or code in seen
            ):  # a section of one category stands twice
                continue
            seen.add(code)
            title = "Opioid dependence in other words" if code == "F11.20" else title
            number += 1
            lines.append(order_line(number, code, mark == "1", title))
            if code == "F11.25":
                number += 1
                lines.append(order_line(number, NEW, True, "Opioid dependence, as of October"))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


@pytest.fixture(scope="module")
def order_file():
    return october()


def remark(desk, code):
    rows = desk.do(diagnoses.formulation, ROSA).active
    return next(row.remark for row in rows if row.diagnosis.code == code)


def made(desk, code, **values):
    return desk.do(diagnoses.diagnose, ROSA, code, {"diagnosed_by": "Dr. Hill", **values})


def test_p8_a_code_that_is_new_is_taken_and_warned_of(desk, order_file):
    new = made(desk, "f1126", label="Opioid dependence, as of October")
    assert (new.code, new.label) == (
        NEW,
        "Opioid use disorder, moderate or severe, as of October",
    )
    assert "is not on" in remark(desk, NEW)
    desk.as_(SUE)
    desk.do(code_lists.load, order_file, OCTOBER)
    desk.as_(CAL)
    assert remark(desk, NEW) == ""
    assert desk.do(diagnoses.formulation, ROSA).list_remark == ""
    assert NEW in [c.code for c in desk.do(diagnoses.search, "F11.26")]


def test_p8_a_code_that_ended_says_when(desk, order_file):
    made(desk, GONE, diagnosed_on=date(2026, 9, 1))
    desk.as_(SUE)
    desk.do(code_lists.load, order_file, OCTOBER)
    desk.as_(CAL)
    assert "ended on Sep 30, 2026" in remark(desk, GONE)
    desk.as_(SUE)
    desk.do(code_lists.take_out, OCTOBER)
    desk.as_(CAL)
    assert "ended" not in remark(desk, GONE)


def test_p8_what_a_list_changes_is_read_before_it_counts(desk, order_file):
    made(desk, GONE)
    desk.as_(SUE)
    change = desk.do(code_lists.foresee, order_file, OCTOBER)
    assert (change.new, change.ended, change.reworded) == ((NEW,), (GONE,), 1)
    assert change.in_charts == {GONE: 1}
    assert change.billable > 70_000
    assert len(desk.do(code_lists.known)) == 1, "a dry run changes nothing"
    desk.do(code_lists.load, order_file, OCTOBER)
    newest = desk.do(code_lists.known)[0]
    assert (newest.starts_on, newest.ends_on) == (OCTOBER, date(2027, 9, 30))
    assert not newest.covers(OCTOBER - timedelta(days=1))
    desk.do(code_lists.load, order_file, OCTOBER)
    assert len(desk.do(code_lists.known)) == 2, "the same day's list takes the place of the one before"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "zipped"),
        (b"code,title\nF11.20,x\n", "Line 1"),
        (order_line(1, "F11.20", True, "Opioid dependence").encode(), "has 1 codes"),
        (b"", "has 0 codes"),
        (b"\n".join([order_line(n, "F11.20", True, "Twice").encode() for n in (1, 2)]), "twice, in line 2"),
    ],
)
def test_what_is_no_order_file_is_refused_in_one_sentence(desk, content, said):
    desk.as_(SUE)
    for act in (code_lists.foresee, code_lists.load):
        with pytest.raises(Refused, match=said):
            desk.do(act, content, OCTOBER)


def test_a_list_begins_when_lists_begin(desk, order_file):
    desk.as_(SUE)
    with pytest.raises(Refused, match="October 1 or April 1"):
        desk.do(code_lists.foresee, order_file, date(2026, 10, 2))
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(code_lists.load, order_file, OCTOBER)


@pytest.mark.parametrize("wrong", ["hello", "F1", "11.20", "F99.99", "F11.2"])
def test_what_is_no_code_is_still_refused(desk, wrong):
    with pytest.raises(Refused) as refusal:
        made(desk, wrong)
    assert refusal.value.field == "code"
