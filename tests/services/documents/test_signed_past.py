"""What an autosave says is as last time: of the newest signed note, and asked of the vault once."""

from contextlib import contextmanager

from sqlalchemy import event

from counselor_desk.desk.signed_past import CHARTS, SignedPast
from counselor_desk.services.documents import documents
from tests.proofs import own
from tests.services.documents.test_documents import full

ROSA = 10
AGAIN = "Reports walking to the river each morning, with a neighbor, and sleeping through since."
OTHER = "Reports a quarrel at work on Tuesday, and calling her sponsor before the bar opened."


def signed(desk, words):
    note = desk.do(documents.start, ROSA, "dap", body={**full(), "data": words})
    desk.do(documents.sign, note.id, own(desk, documents.sign))


def typed(desk, note, words, revision):
    return desk.do(documents.save_draft, note.id, {"data": words}, revision)


@contextmanager
def reading(desk):
    """The statements that read a document's words, on any of the vault's connections."""
    said = []

    def heard(_conn, _cursor, statement, _parameters, _context, _many):
        if statement.lstrip().upper().startswith("SELECT") and "document.body" in statement:
            said.append(statement)

    engine = desk.on_vault(lambda engine: engine)
    event.listen(engine, "before_cursor_execute", heard)
    yield said
    event.remove(engine, "before_cursor_execute", heard)


def test_the_note_before_is_read_once_and_again_after_another_signature(desk):
    signed(desk, AGAIN)
    note = desk.do(documents.start, ROSA, "dap")
    with reading(desk) as first:
        assert typed(desk, note, AGAIN, 0).unchanged == ("data",)
    with reading(desk) as second:
        assert typed(desk, note, OTHER, 1).unchanged == ()
    assert len(second) == len(first) - 1, "the draft itself"
    signed(desk, OTHER)
    assert typed(desk, note, AGAIN, 2).unchanged == ()
    assert typed(desk, note, OTHER, 3).unchanged == ("data",), "as the note that was signed meanwhile"


def test_a_signature_destroyed_words_and_who_leaves_end_what_was_read():
    past, asked = SignedPast(), []

    def read(client_id):
        return past.get(client_id, "prose", lambda: asked.append(client_id) or client_id)

    assert [read(1), read(1), read(2)] == [1, 1, 2]
    assert asked == [1, 2]
    past.heard({"Document"}, {1, 2}, leaves_no_words=False)  # each autosave
    read(1)
    past.heard({"DocumentRevision"}, {1}, leaves_no_words=False)
    read(1), read(2)
    assert asked == [1, 2, 1]
    past.heard({"Client"}, {7}, leaves_no_words=True)
    read(1), read(2)
    past.forget()
    read(2)
    assert asked == [1, 2, 1, 1, 2, 2]
    for client_id in range(10, 11 + CHARTS):
        read(client_id)
    assert len(past._of) == CHARTS
