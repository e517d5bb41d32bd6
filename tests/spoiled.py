"""The synthetic clinic with hostile words in every place that takes words, each place its own."""

import random
import re
from contextlib import contextmanager

from sqlalchemy import String, text, update

from counselor_desk.catalog import files
from counselor_desk.demo.cast import PASSPHRASE
from counselor_desk.demo.clinic_on_disk import demo_door
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Record
from counselor_desk.records.document import Document
from counselor_desk.records.sealable import own_type
from tests.reports.hostile import any_text

TAG = re.compile("Zq([0-9]+)q")
# What is chosen from a list or made by the program, and never typed; by its name anywhere.
_ANYWHERE = """
    kind instrument language mode session action object digest seed sex series gathering form code
    release severity template schedule_key funding program key edition move suggested chosen
    medicine course setting search vault_id paper color sign_in panel analyte substance route
    frequency stage change_stage scale rule band bowl slip drawn_by cap_code quarter media
    time_zone opens recipient_kind basis way signer_basis manner prize_class service_kind field
    sha256 content_sha256 entries_sha256 mac previous ledger_digest stock_digest shown_digest
    form_digest audience confirmed level comfort period short
"""
_HERE = """
    client.number destruction.number plan_signature.relation use_event.source medication.kind
    handout_copy.text letter_copy.body letter_copy.greeting appointment.why learned_word.word
"""
GIVEN, GIVEN_HERE = frozenset(_ANYWHERE.split()), frozenset(_HERE.split())
THE_PROGRAM_S = frozenset({"audit_entry", "trail_signature", "book_head", "signed_form", "alembic_version"})


@contextmanager
def clinic(seed, also=""):
    """The demonstration's door and how many places have words of ours, each with `also` in it."""
    dice = random.Random(seed)
    with demo_door() as door:
        with seated(door, "marion") as opened:
            places = opened.desk.on_vault(lambda engine: _spoil(engine, dice, also))
        yield door, places


@contextmanager
def seated(door, sign_in):
    opened = door.unlock(door.recent()[0], sign_in, PASSPHRASE)
    try:
        yield opened
    finally:
        door.lock(opened)


def _spoil(engine, dice, also):
    words = _Words(dice, also)
    with engine.begin() as db:
        triggers = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in triggers.all():  # records that were signed do not change, nor the trail
            db.execute(text(f'DROP TRIGGER "{name}"'))
        for table in Record.metadata.sorted_tables:
            if table.name not in THE_PROGRAM_S:
                _spoil_table(db, table, words)
    with upkeep_session(engine) as session:
        _spoil_notes(session, words)
    return words.number


class _Words:
    """Each text bears its number, to be found again."""

    def __init__(self, dice, also):
        self._dice, self._also, self.number = dice, also, 0

    def next(self):
        self.number += 1
        return without_nul_and_surrogates(f"Zq{self.number}q{self._also}{any_text(self._dice)}")


def typed(table):
    """The columns in which a person's own words stand."""
    return [
        column
        for column in table.columns
        if type(own_type(column)) is String
        and column.name not in GIVEN and f"{table.name}.{column.name}" not in GIVEN_HERE
        and not column.foreign_keys and not column.primary_key
    ]  # fmt: skip


def _spoil_table(db, table, words):
    columns, keys = typed(table), list(table.primary_key.columns)
    if not columns:
        return
    for row in db.execute(table.select()).all():
        new = {column.name: words.next() for column in columns}
        which = [key == getattr(row, key.name) for key in keys]
        db.execute(update(table).where(*which).values(new))


def _spoil_notes(session, words):
    """Every field of a note that takes words."""
    templates = files.templates()
    for note in session.query(Document):
        if note.template in templates:
            form = templates[note.template].form()
            keys = [f.key for f in form.fields if f.kind in (Kind.LINE, Kind.TEXT)]
            note.body = {**note.body, **{key: words.next() for key in keys}}
            if note.signed_at is not None:
                note.digest = note.seal()
