"""A note whose session ends before it starts: asked, refused at its field, signed once it is said."""

from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents
from counselor_desk.ui.documents.notes_section import Notes
from tests.proofs import PASSPHRASE
from tests.services.documents.test_documents import full
from tests.ui.windows import Window

ROSA = 10


def sign(window):
    window.press("sign")
    window.find("passphrase").setText(PASSPHRASE)
    window.press("confirm_sign")


def test_f2_a_session_over_midnight_is_asked_about_beside_its_times(desk, qtbot, clock):
    draft = desk.do(documents.start, ROSA, "dap", body={**full(), "start": "23:30", "stop": "00:20"})
    clock.forward(days=1)
    window = Window(desk, qtbot, Notes, ROSA, document_id=draft.id)
    boxes = window.panel.editor.form.boxes
    assert not boxes["odd_length"].isHidden(), "the question stands beside the times"
    window.picture("odd_times")
    sign(window)
    assert "past midnight" in boxes["stop"].trouble.text()
    assert desk.do(documents.read, draft.id).document.status is Status.DRAFT
    boxes["stop"].write("11:50 pm")
    window.settle()
    assert boxes["odd_length"].isHidden(), "the times are in order again"
    boxes["stop"].write("12:20 am")
    boxes["odd_length"].write("past midnight")
    window.settle()
    sign(window)
    assert desk.do(documents.read, draft.id).document.status is Status.AWAITING_COSIGN
