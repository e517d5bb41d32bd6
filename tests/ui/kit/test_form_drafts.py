"""What is typed into any form is there again, whichever way it was left, until its person throws it away."""

import ast
import shutil
from datetime import datetime, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

from counselor_desk import ui
from counselor_desk.app import vault_door
from counselor_desk.domain.form import Kind
from counselor_desk.services.care import authorizations, diagnoses, episodes, recovery
from counselor_desk.services.clients import clients
from counselor_desk.services.family import relatives
from counselor_desk.services.medication import medications
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today import form_drafts, today
from counselor_desk.ui.kit.form import FormWidget
from tests.ui.hands import press

UI = Path(ui.__file__).parent
# Saved by whoever shows them as they are typed, or no text: what a list or a paper shows.
ELSEWHERE = {
    "assessments/client_fills_in.py": "each pause saves the answers in the test",
    "assessments/sheets.py": "each pause saves the answers in the test",
    "care/intake_section.py": "each pause saves the step",
    "clinic/text_editor.py": "a draft of paper, in the vault",
    "documents/client_signs.py": "a signature: given now or not at all",
    "documents/counseling_section.py": "sealed at the seat, as it is typed",
    "documents/editor.py": "a draft of a document, in the vault",
    "exchange/import_clients.py": "what the columns of a file mean",
    "figures/figures.py": "a period",
    "figures/reports.py": "what a paper shows",
    "kit/widgets/witness.py": "who is the second of two, and a passphrase",
    "plans/editor.py": "a draft of a plan, in the vault",
    "privacy/consent_editor.py": "each pause saves the consent's draft",
    "rewards/reward_audit.py": "each pause saves the audit",
    "rewards/reward_lines.py": "what a list shows",
    "schedule/appointment_sheets.py": "what a paper shows",
    "schedule/calendar_file.py": "what a file holds",
    "schedule/group_session.py": "each pause saves the session and the seats",
    "shell/settings.py": "the clinic's facts are saved as they are typed; a passphrase is saved nowhere",
    "vault/trail.py": "what a list shows",
}
WORDS = "typed and left"


def shown_forms(part):
    held = [form for form in part.findChildren(FormWidget) if form.isVisible()]
    return [form for form in held if form.can_be_unfinished()]


def write_into(form):
    """Words into the first line or text; the keys of what was written."""
    for key, box in form.boxes.items():
        main = box.editor.main
        is_text = box.field.kind in (Kind.LINE, Kind.TEXT) and isinstance(main, QLineEdit | QTextEdit)
        if not is_text or box.isHidden() or form.is_secret(key) or not main.isEnabled():
            continue
        main.setFocus()
        QTest.keyClicks(main, WORDS)
        if WORDS in str(form.values().get(key)):
            return key
    return None


def settle(window, qtbot):
    for _ in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(window.bridge.is_idle)


def test_who_saves_elsewhere_is_known():
    found = set()
    for path in sorted(UI.rglob("*.py")):
        if path.parent.name != "kit":
            calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
            if any(isinstance(c.func, ast.Attribute) and c.func.attr == "hold_elsewhere" for c in calls):
                found.add(path.relative_to(UI).as_posix())
    assert found == set(ELSEWHERE)


class Walk:
    """Goes to one form after another, as often as it takes."""

    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot

    def reach(self, place, act):
        """The forms that stand there, on a page or on a sheet that is opened with nothing chosen."""
        self.window.go("today")
        panel = self.window.go(**place).typed_in()
        settle(self.window, self.qtbot)
        if act:
            try:
                if not panel.reopen_sheet(act, []):
                    return []  # about two things of which there are none
            except TypeError:  # about one thing of a list: those have their own test
                return []
            settle(self.window, self.qtbot)
        return shown_forms(panel)

    def acts(self, place):
        kind = type(self.window.go(**place).typed_in())
        return ["", *sorted({getattr(getattr(kind, act), "sheet", "") for act in dir(kind)} - {""})]

    def open_thing(self, place, act, thing):
        """The form of a sheet about one thing of several."""
        self.window.go("today")
        panel = self.window.go(**place).typed_in()
        settle(self.window, self.qtbot)
        assert panel.reopen_sheet(act, [thing]), f"{place} {act}: {thing}"
        settle(self.window, self.qtbot)
        (form,) = [form for form in shown_forms(panel) if form.draft.place.sheet == act]
        return form

    def try_form(self, place, act, at):
        """Whether words are typed there, found again, and gone when they are thrown away."""
        named = f"{place} {act} {at}"
        forms = self.reach(place, act)
        key = write_into(forms[at]) if at < len(forms) else None
        if key is None:
            return False
        again = self.reach(place, act)
        assert at < len(again), named
        assert WORDS in str(again[at].values()[key]), f"{named}: {key}"
        again[at].draft.throw_away()
        settle(self.window, self.qtbot)
        third = self.reach(place, act)
        assert WORDS not in str(third[at].values()[key]), f"{named}: {key} after it was thrown away"
        return True


@pytest.mark.slow
@pytest.mark.parametrize(("sign_in", "fewest"), [("ada", 8), ("sue", 20), ("cal", 16), ("flo", 4)])
def test_every_form_brings_back_what_was_typed(sit, clinic, qtbot, sign_in, fewest):
    window = sit(sign_in)
    rosa = {"screen": "chart", "client_id": clinic.clients["Rosa"]}
    places = [
        {"screen": name, **(kind.everywhere[0][1] if kind.everywhere else {})}
        for name, kind in window.kinds.items()
        if kind.in_navigation or kind.everywhere
    ]
    places += [{**rosa, "section": section} for section in window.go(**rosa)._kinds]
    places += [{"screen": "registration", "client_id": rosa["client_id"]}]
    walk = Walk(window, qtbot)
    tried = [
        (place, act, at)
        for place in places
        for act in walk.acts(place)
        for at in range(len(walk.reach(place, act)))
        if walk.try_form(place, act, at)
    ]
    assert len(tried) >= fewest, tried


def half_a_registration(window, qtbot, keys):
    page = window.go("registration", new=True)
    settle(window, qtbot)
    page.form.boxes["given_name"].editor.main.setFocus()
    keys.type("Marisol")
    page.form.boxes["address"].editor.main.setFocus()
    keys.type("12 Pier Road, the blue door")


def test_what_is_typed_is_in_the_file_two_seconds_later(sit, clinic, qtbot, tmp_path, keys):
    window = sit("cal")
    half_a_registration(window, qtbot, keys)
    page = window.current()
    qtbot.waitUntil(lambda: window.bridge.form_drafts.of(page.form.draft.place) is not None)
    settle(window, qtbot)
    shutil.copytree(clinic.path.parent, tmp_path / "dead", ignore=shutil.ignore_patterns("*.lock"))
    door = vault_door(tmp_path / "dead" / clinic.path.name)
    opened = door.unlock(tmp_path / "dead" / clinic.path.name, "cal", clinic.words("cal"))
    kept = opened.desk.do(form_drafts.mine)
    assert [form.answers["address"] for form in kept] == ["12 Pier Road, the blue door"]
    door.lock(opened)
    door.end()


@pytest.mark.parametrize("way", ["esc", "away", "lock", "close"])
def test_half_a_registration_is_there_again(sit, qtbot, keys, way):
    window = sit("cal")
    half_a_registration(window, qtbot, keys)
    if way == "esc":
        keys.press(Qt.Key.Key_Escape)
    elif way == "away":
        keys.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    elif way == "lock":
        window.lock()
    else:
        window.close()
    if way in ("lock", "close"):
        window = sit("cal")
    settle(window, qtbot)
    first = window.go("today")
    settle(window, qtbot)
    lines = first._due[today.TodayPart.FINISH]
    assert [(line.client, line.text) for line in lines] == [("New client", "Not saved yet")]
    first._open(today.TodayPart.FINISH, 0)
    settle(window, qtbot)
    page = window.current()
    assert page.form.values()["given_name"] == "Marisol"
    assert page.form.values()["address"] == "12 Pier Road, the blue door"
    press(qtbot, page, "throw_draft_away")
    assert page.form.values()["given_name"] is None
    assert window.bridge.form_drafts.of(page.form.draft.place) is None
    settle(window, qtbot)
    assert window.opened.desk.do(form_drafts.mine) == []


def test_what_is_saved_is_unfinished_no_more_and_a_refusal_leaves_it(sit, qtbot, keys):
    window = sit("cal")
    page = window.go("registration", new=True)
    settle(window, qtbot)
    page.form.boxes["given_name"].editor.main.setFocus()
    keys.type("Marisol")
    window.go("today")
    page = window.go("registration", new=True)
    settle(window, qtbot)
    press(qtbot, page, "register")  # no last name yet: refused
    settle(window, qtbot)
    assert len(window.opened.desk.do(form_drafts.mine)) == 1
    page.form.boxes["family_name"].editor.main.setFocus()
    keys.type("Vega")
    press(qtbot, page, "register")
    settle(window, qtbot)
    assert window.opened.desk.do(form_drafts.mine) == []
    assert [row.name for row in window.opened.desk.do(clients.find, "Vega")] == ["Marisol Vega"]
    page = window.go("registration", new=True)
    settle(window, qtbot)
    assert page.form.values()["given_name"] is None


def test_a_draft_of_one_client_is_not_in_the_form_of_another(sit, clinic, qtbot, keys):
    window = sit("cal")
    for name, phone in (("Rosa", "401 555 0101"), ("Dana", "401 555 0202")):
        page = window.go("registration", client_id=clinic.clients[name])
        settle(window, qtbot)
        assert page.form.values()["phone"] is None
        page.form.boxes["phone"].editor.main.setFocus()
        keys.type(phone)
    page = window.go("registration", client_id=clinic.clients["Rosa"])
    settle(window, qtbot)
    assert page.form.values()["phone"] == "401 555 0101"
    assert page.form.values()["given_name"] == "Rosa"
    page = window.go("registration", new=True)
    settle(window, qtbot)
    assert page.form.values()["phone"] is None


def test_a_colleague_sees_nothing_of_it_and_it_goes_with_the_caseload(sit, clinic, qtbot, keys):
    window = sit("cal")
    page = window.go("registration", client_id=clinic.clients["Rosa"])
    settle(window, qtbot)
    page.form.boxes["phone"].editor.main.setFocus()
    keys.type("401 555 0101")
    window.go("today")
    settle(window, qtbot)
    window.lock()
    opened = clinic.open("sue")
    assert opened.desk.do(form_drafts.mine) == []
    opened.desk.do(clients.assign, clinic.clients["Rosa"], 4)
    clinic.door.lock(opened)
    opened = clinic.open("cal")
    assert opened.desk.do(form_drafts.mine) == []
    clinic.door.lock(opened)


def two(desk, use_case, *given):
    """Two alike things of Rosa's; their ids."""
    return [desk.do(use_case, *given).id for _twice in range(2)]


def things_of(desk, rosa, today):
    """Where a sheet is about one thing of several: the page, the act, and two things alike."""
    chart = {"screen": "chart", "client_id": rosa}
    desk.do(episodes.begin, rosa, {"referred_on": today})
    booked = [
        desk.do(appointments.book, rosa, datetime.combine(today, time(12 + n)).astimezone(), {}).id
        for n in range(2)
    ]
    given = {
        "medication": ("change", two(desk, medications.add, rosa, {"name": "naltrexone"})),
        "recovery": ("change", two(desk, recovery.log, rosa, {"kind": "twelve_step"})),
        "family": ("relative", two(desk, relatives.add, rosa, {"name": "Ann"})),
        "care": ("allow", two(desk, authorizations.add, rosa, {"payer": "State plan"})),
        "diagnoses": (
            "change",
            [desk.do(diagnoses.diagnose, rosa, code, {}).id for code in ("F10.20", "F11.20")],
        ),
    }
    found = [({**chart, "section": section}, act, ids) for section, (act, ids) in given.items()]
    return [*found, *(({"screen": "schedule"}, act, booked) for act in ("change", "cancel"))]


@pytest.mark.slow
def test_a_sheet_about_one_thing_brings_back_what_was_typed_of_that_thing_alone(sit, clinic, qtbot):
    window = sit("cal")
    walk, rosa = Walk(window, qtbot), clinic.clients["Rosa"]
    things = things_of(window.opened.desk, rosa, window.bridge.today())
    for place, act, (one, other) in things:
        named = f"{place} {act}"

        key = write_into(walk.open_thing(place, act, one))
        assert key is not None, named
        assert WORDS not in str(walk.open_thing(place, act, other).values()[key]), (
            f"{named}: of another thing"
        )
        assert WORDS in str(walk.open_thing(place, act, one).values()[key]), named
        for way in ("lock", "close"):
            getattr(window, way)()
            window = walk.window = sit("cal")
            settle(window, qtbot)
            form = walk.open_thing(place, act, one)
            assert WORDS in str(form.values()[key]), f"{named} after {way}"
        form.draft.throw_away()
        settle(window, qtbot)
        assert WORDS not in str(walk.open_thing(place, act, one).values()[key]), f"{named}: thrown away"
