"""Every report, gathered through the desk from a real vault and read back from its PDF."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.figures import outcomes
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, letters
from counselor_desk.services.plans import drafts, plans
from counselor_desk.services.schedule import appointments
from tests.conftest import START
from tests.proofs import beside, own
from tests.services.plans.test_plans import PERSON, problem


def read(desk, id, **asked):
    report = shelf.report(id)
    data = desk.do(report.gather, **asked)
    pdf = press.render(report, data)
    assert pdf == press.render(report, data)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def written(desk, client_id=10, sign=True, **body):
    draft = desk.do(documents.start, client_id, "dap")
    form = documents.template_of("dap").form()
    answers = {f.key: _some(f) for f in form.fields if f.required} | body
    desk.do(documents.save_draft, draft.id, form.to_stored(answers), draft.revision)
    if sign:
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    return draft.id


def _some(field):
    if field.options:
        value = field.options[0].value
        return [value] if field.kind.value == "choices" else value
    clock = "10:50" if field.key == "stop" else "10:00"
    samples = {"date": START.date(), "time": clock, "number": field.low or 1, "money": 100,
               "scale": field.low or 0, "check": True}  # fmt: skip
    return samples.get(field.kind.value, "The words of this session.")


def booked(desk, client_id=10, days=1, **values):
    at = START + timedelta(days=days)
    return desk.do(appointments.book, client_id, at, {"kind": "individual", **values})


def test_a_note_awaiting_its_co_signature_is_a_draft_on_paper(desk):
    text = read(desk, "signed_document", document_id=written(desk))
    for words in ("Rosa Medina", "Record 0000010", "Born Mar 14, 1989", "Signed by Cal Reyes, LADC",
                  "Awaiting co-signature", "DRAFT", "unauthorized use or disclosure",
                  "The words of this session."):  # fmt: skip
        assert words in text


def test_a_final_note_names_both_who_signed(desk):
    from counselor_desk.services.supervision import review_queue

    note = written(desk)
    desk.as_(1)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    text = read(desk, "signed_document", document_id=note)
    assert "Co-signed by Sue Park, LCSW" in text
    assert "DRAFT" not in text


def test_a_note_outside_the_caseload_is_not_printed(desk):
    note = written(desk)
    desk.as_(3)
    with pytest.raises(Refused):
        read(desk, "signed_document", document_id=note)


def test_clinic_staff_print_no_clinical_text(desk):
    note = written(desk)
    desk.as_(4)
    with pytest.raises(Forbidden):
        read(desk, "signed_document", document_id=note)


def test_the_caseload_holds_one_s_own_clients_with_their_next_time(desk):
    booked(desk)
    text = read(desk, "caseload")
    assert "Medina, Rosa" in text
    assert "Tull" not in text
    assert "Dec 2, 2026" in text


def test_a_table_report_is_also_plain_cells(desk):
    report = shelf.report("caseload")
    grid = report.grid(desk.do(report.gather))
    assert all(len(row) == len(grid.heads) for row in grid.rows)
    assert [row[1] for row in grid.rows] == ["Medina, Rosa", "Reed, Dana"]


def test_unsigned_marks_what_is_past_the_clinic_s_limit(desk, clock):
    written(desk, sign=False)
    assert "1 document not final, 0 older than 72 hours" in read(desk, "unsigned")
    clock.forward(days=4)
    text = read(desk, "unsigned")
    assert "1 older than 72 hours" in text
    assert "draft, overdue" in text


def test_an_appointment_card_tells_nothing_but_the_time(desk):
    booked(desk, place="Room 2")
    text = read(desk, "appointment_card", client_id=10)
    assert "Wednesday, Dec 2, 2026" in text
    assert "Room 2" in text
    assert "0000010" not in text
    assert "42 CFR" not in text


def test_a_sign_in_sheet_tells_as_little_of_a_name_as_is_asked_for(desk):
    day = date(2026, 12, 2)
    rosa, _dana = desk.do(
        appointments.gather, [10, 12], START + timedelta(days=1), {"title": "Thursday group"}
    )
    desk.do(clients.change, 10, {"family_name": "Medina Lopez"})
    for names, told in ({}, ()), ({"names": "initials"}, ("R. M.",)), ({"names": "first"}, (
            "Rosa M.", "Dana R.")):  # fmt: skip
        text = read(desk, "sign_in_sheet", on=day, **names)
        assert "Thursday group" in text
        assert all(name in text for name in told)
        for name in ("Medina", "Lopez", "Reed", "Rosa", "0000010"):
            assert name not in text or any(name in one for one in told), (names, name)
    roster = read(desk, "group_roster", on=day)
    assert roster.index("Dana Reed") < roster.index("Rosa Medina Lopez")
    assert "never passed around" in roster
    report = shelf.report("group_roster")
    rows = report.grid(desk.do(report.gather, day)).rows
    assert [row[2:4] for row in rows] == [("1", "Dana Reed"), ("2", "Rosa Medina Lopez")]
    desk.do(appointments.mark, rosa.id, Attendance.BY_CLIENT)
    assert "Rosa" not in read(desk, "group_roster", on=day)


def test_a_letter_about_attendance_counts_what_was_kept_and_missed(desk, clock):
    kept, missed, coming = (booked(desk, days=n) for n in (1, 2, 5))
    clock.forward(days=3)
    desk.do(appointments.mark, kept.id, Attendance.ATTENDED)
    desk.do(appointments.mark, missed.id, Attendance.NO_SHOW)
    days = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}
    text = read(desk, "letter", client_id=10, letter="attendance", **days)
    assert "kept 1 of 2 appointments" in text
    assert "42 CFR part 2 prohibits unauthorized use" in text  # the long one is on what leaves
    assert coming.attendance is Attendance.BOOKED


def test_a_letter_to_the_client_says_nothing_of_care(desk):
    days = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}
    text = read(desk, "letter", client_id=10, letter="missed_you", way="hand", **days)
    assert "Dear Rosa Medina" in text
    assert "42 CFR" not in text


LETTER = {"letter": "missed_you", "first": date(2026, 12, 1), "last": date(2026, 12, 31)}


def agreed(desk, **flags):
    found = desk.do(clients.read, 10)
    desk.do(clients.change, 10, {**{f: getattr(found, f) for f in CONTACT}, **flags})


SUE, CLINIC = 1, "Harbor Recovery Center"
CONTACT = ("given_name", "family_name", "mail_ok", "clinic_name_ok")


@pytest.mark.parametrize("way", ["", "mail"])
def test_l4_no_letter_is_mailed_to_who_wants_no_mail(desk, way):
    agreed(desk, mail_ok=False, clinic_name_ok=True)
    with pytest.raises(Refused, match="may send mail") as refusal:
        read(desk, "letter", client_id=10, way=way, **LETTER)
    assert refusal.value.field == "way"
    agreed(desk, mail_ok=True, clinic_name_ok=True)
    assert CLINIC in read(desk, "letter", client_id=10, way=way, **LETTER)


@pytest.mark.parametrize(("way", "mail_ok"), [("hand", False), ("mail", True)])
def test_l4_a_letter_does_not_name_the_clinic_to_who_asked_for_that(desk, way, mail_ok):
    agreed(desk, mail_ok=mail_ok, clinic_name_ok=False)
    text = read(desk, "letter", client_id=10, way=way, **LETTER)
    for told in (CLINIC, "Harbor", "Recovery", "LADC", "42 CFR", "ride"):
        assert told not in text, told
    gathered = desk.do(shelf.report("letter").gather, client_id=10, way=way, **LETTER)
    assert gathered.sheet.logo == b""
    assert gathered.sheet.clinic == ""


@pytest.mark.parametrize(
    "words", ["We at {clinic} miss you.", "You are in {level}.", "Harbor Recovery Center"]
)
def test_l4_a_letter_of_the_clinics_own_that_names_it_is_refused(desk, words):
    agreed(desk, mail_ok=True, clinic_name_ok=False)
    desk.as_(SUE)
    facts = {"title": "Ours", "greeting": "Dear {called}", "language": "en", "discloses": ()}
    desk.do(letters.save_letter, "", facts, words)
    days = {key: day for key, day in LETTER.items() if key != "letter"}
    with pytest.raises(Refused, match="may say the clinic's name"):
        read(desk, "letter", client_id=10, letter="ours", way="mail", **days)
    agreed(desk, mail_ok=True, clinic_name_ok=True)
    assert read(desk, "letter", client_id=10, letter="ours", way="mail", **days)


def test_what_the_chart_does_not_know_stays_a_line_to_fill_in(desk):
    days = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}
    assert "Admitted: ________" in read(desk, "letter", client_id=10, letter="court", **days)


def test_the_whole_chart_holds_every_signed_document_and_no_draft(desk):
    written(desk)
    written(desk, sign=False)
    text = read(desk, "full_chart", client_id=10)
    assert "1 signed document" in text
    assert "Signed by Cal Reyes" in text


def test_a_plan_reads_the_same_alone_and_in_the_chart(desk):
    planned(desk, 10, "2026-12-20", not_integrated="No use is known.")
    plan = desk.do(plans.chart, 10).in_force.id
    told = {"full_chart": {"client_id": 10}, "treatment_plan": {"document_id": plan}}
    for report, asked in told.items():
        text = read(desk, report, **asked)
        for words in ("Goal, in the client's words", "Status", "No use is known."):
            assert words in text, (report, words)


def test_a_summary_tells_the_course_of_care(desk):
    episode = desk.do(episodes.begin, 10, {"referred_on": START.date()})
    desk.do(episodes.admit, episode.id, START.date())
    text = read(desk, "treatment_summary", client_id=10)
    assert "since Dec 1, 2026" in text
    assert "goes out through Disclose" in text, "it leaves with its line in the accounting alone"


def test_retention_hides_what_is_too_few(desk):
    text = read(desk, "retention", first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert "Too few people have left" in text
    assert "Counts below 11 are not shown" in " ".join(text.split())


def test_productivity_counts_sessions_and_notes(desk, clock):
    written(desk)
    kept = booked(desk, days=0)
    clock.forward(hours=1)
    desk.do(appointments.mark, kept.id, Attendance.ATTENDED)
    report = shelf.report("productivity")
    data = desk.do(report.gather, date(2026, 12, 1), date(2026, 12, 1))
    assert data.rows == (("Cal Reyes", 1, 50, 0, 1, 0, "0.0"),)


@pytest.mark.parametrize("report", shelf.all_reports().values(), ids=lambda report: report.id)
def test_every_report_names_itself_and_asks_by_a_form(report):
    assert report.title == report.title.strip()
    assert report.group in {"clinic", "client", "handouts"}
    assert report.gather.needs


def test_a_batch_prints_a_paper_for_everybody_booked_under_slip_sheets(desk):
    booked(desk, 10, days=1)
    booked(desk, 12, days=1)
    text = read(desk, "batch", report="appointment_card", who="booked", on=date(2026, 12, 2))
    assert "Rosa Medina" in text
    assert text.count("Your next appointments") >= 2
    assert "Dana Reed" in text


def test_a_batch_for_groups_leaves_out_who_is_booked_alone(desk):
    booked(desk, 10, days=1)
    booked(desk, 12, days=1, kind="group")
    text = read(desk, "batch", report="appointment_card", who="group", on=date(2026, 12, 2))
    assert "Dana Reed" in text
    assert "Rosa Medina" not in text


def planned(desk, client_id, review_on, **more):
    draft = desk.do(plans.begin, client_id)
    tree = Plan((problem(),)).to_body()
    body = {**draft.body, **PERSON, **tree, "review_on": review_on, **more}
    desk.do(drafts.save, draft.id, body, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))


def test_a_batch_of_plans_due_takes_those_whose_review_has_come(desk):
    planned(desk, 10, "2026-12-20")
    planned(desk, 12, "2027-03-01")
    text = read(desk, "batch", report="treatment_plan", who="plans", on=date(2026, 12, 31))
    assert "Rosa Medina" in text
    assert "Dana Reed" not in text
    with pytest.raises(Refused, match="No plan is due"):
        read(desk, "batch", report="treatment_plan", who="plans", on=date(2026, 12, 10))


def answered(desk, client_id, total, on):
    """A PHQ-9 of this sum, with nothing in question 9."""
    values = {f"q{n}": min(3, max(0, total - 3 * (n - 1))) for n in range(1, 9)} | {"q9": 0}
    assert sum(values.values()) == total
    return desk.do(assessments.record, client_id, "phq9", values, on)


def test_outcomes_compare_first_and_last_by_the_reliable_change(desk, clock):
    """PHQ-9: five points are more than the measure's own error."""
    clock.forward(days=20)
    for client_id, *totals in ((10, 20, 3, 12), (12, 9, 12)):
        for day, total in zip((2, 9, 16), totals, strict=False):
            answered(desk, client_id, total, date(2026, 12, day))
    wrong = answered(desk, 10, 24, date(2026, 12, 18))
    desk.do(assessments.void, wrong.administration.id, "typed for another form")
    data = desk.do(outcomes.gather, date(2026, 12, 1), date(2026, 12, 31))
    [moved] = data.changes
    assert sorted(moved.pairs) == [(9, 12), (20, 12)]
    assert moved.counts() == (1, 1, 0)
    assert outcomes.rows(data)[0][1:] == ("fewer than 11", "", "", "", "", "")
    many = replace(moved, pairs=((20, 12),) * 12 + ((9, 12),) * 4 + ((9, 20),) * 30)
    rows = outcomes.rows(replace(data, changes=(many,)))
    assert rows[0][1:] == ("46", "11.9", "17.2", "12", "not shown", "not shown")
    everyone = replace(moved, pairs=((20, 12),) * 40)
    [row] = outcomes.rows(replace(data, changes=(everyone,)))
    assert row[2:] == ("not shown", "not shown", "at least 75%", "not shown", "not shown")
    [row] = outcomes.rows(replace(data, changes=(everyone,), least=41))
    assert row[1:] == ("fewer than 41", "", "", "", "", "")
    text = read(desk, "outcomes", first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert "Nobody answered a questionnaire twice" in text


def test_a_batch_asks_for_the_permission_of_its_paper(desk):
    booked(desk, 10, days=1)
    desk.as_(4)
    with pytest.raises(Forbidden):
        read(desk, "batch", report="treatment_summary", who="booked", on=date(2026, 12, 2))


def test_supervision_counts_what_was_sent_returned_and_co_signed(desk, clock):
    from counselor_desk.services.supervision import review_queue as supervision

    first, second = written(desk), written(desk, data="Another day had other words in it.")
    desk.as_(1)
    clock.forward(days=1)
    desk.do(supervision.cosign, first, own(desk, supervision.cosign))
    desk.do(supervision.send_back, second, "Please name the objective.")
    report = shelf.report("supervision")
    data = desk.do(report.gather, date(2026, 12, 1), date(2026, 12, 31))
    assert data.rows == (("Cal Reyes", 2, 0, 1, 0, 1, "1.0"),)


def test_the_program_summary_hides_small_counts_of_people(desk):
    episode = desk.do(episodes.begin, 10, {"referred_on": START.date()})
    desk.do(episodes.admit, episode.id, START.date())
    text = read(desk, "program_summary", first=date(2026, 12, 1), last=date(2026, 12, 31))
    assert "fewer than 11" in text
    assert "Rosa" not in text


def test_a_standing_group_has_its_sheet_too(desk):
    from counselor_desk.services.schedule import groups

    group = desk.do(groups.create, {"name": "Monday skills"})
    desk.do(groups.join, group.id, 10)
    text = read(desk, "sign_in_sheet", on=date(2026, 12, 2), names="first")
    assert "Monday skills" in text
    assert "Rosa M." in text


def test_the_certificate_of_destruction_names_no_client(desk, clock):
    from counselor_desk.services.privacy import destruction

    written(desk)
    desk.as_(5)
    why, early = "the period is over", "letter of counsel"
    made = desk.do(destruction.destroy, 10, why, beside(desk, destruction.destroy, 1), early)
    text = " ".join(read(desk, "destruction", destruction_id=made.id).split())
    for words in ("Certificate of destruction", "0000010", why, early, "Ada Quist",
                  "Sue Park, LCSW", "full-text index", "Backups made before"):  # fmt: skip
        assert words in text
    assert not {"Rosa", "Medina"} & set(text.split())
    desk.as_(1)
    with pytest.raises(Forbidden):
        read(desk, "destruction", destruction_id=made.id)


def test_the_label_has_the_words_of_the_rule_and_the_report_names_nobody(desk):
    from counselor_desk.services.privacy import program_closing

    desk.as_(5)
    with pytest.raises(Refused, match="No closing"):
        read(desk, "closing_label")
    begun = {"why": "discontinued", "ends_on": date(2027, 6, 30)}
    desk.do(program_closing.save_closing, begun)
    assert "DRAFT" in read(desk, "closing_label")
    law = {"authority": "10 CCR 2500", "keep_until": date(2037, 6, 30), "responsible": "Ada Quist"}
    desk.do(program_closing.save_closing, {**begun, **law})
    label = " ".join(read(desk, "closing_label").split())
    words = (
        "Records of Harbor Recovery Center required to be maintained under 10 CCR 2500 until a "
        "date not later than June 30, 2037"
    )
    assert label.count(words) == 2
    assert "DRAFT" not in label
    told = read(desk, "closing_report")
    for words in ("0000010", "Not decided", "Ada Quist", "3 records are not done yet"):
        assert words in " ".join(told.split())
    assert not {"Rosa", "Medina", "Tull"} & set(told.split())


def test_the_anchor_bears_the_head_that_the_trail_confirms(desk, clock):
    from counselor_desk.services.vault import trail_proof

    desk.as_(5)
    assert desk.do(trail_proof.last_on_paper) is None
    text = " ".join(read(desk, "trail_anchor").split())
    mark = text.partition("Mark ")[2].split(" Written")[0]
    assert desk.do(trail_proof.check_paper, mark)
    assert desk.do(trail_proof.last_on_paper) == clock.now
    assert not desk.do(trail_proof.check_paper, f"{mark.split()[0]} 00000000")
    assert "Witness" in text
    clock.forward(days=40)
    assert "Anchor before" in read(desk, "trail_anchor")


@pytest.mark.parametrize(
    ("report", "asked"),
    [("full_chart", {"client_id": 10}), ("signed_document", {}), ("treatment_summary", {})],
)
def test_a_chart_that_is_printed_leaves_a_line_on_the_trail_under_the_paper_s_name(desk, report, asked):
    from counselor_desk.services.vault import trail_lines

    note = written(desk)
    if report == "signed_document":
        asked = {"document_id": note}
    elif report == "treatment_summary":
        asked = {"client_id": 10}
    desk.do(shelf.report(report).gather, **asked)
    desk.as_(5)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(client_id=10, action=report))
    (line,) = desk.do(trail_lines.lines, ids).values()
    assert (line.action, line.client_id) == (f"{report}.gather", 10)
