"""Whatever is typed into any text field of a chart, every paper of that chart prints it."""

import contextlib

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.desk.context import query
from counselor_desk.desk.desk import utc_now
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Can
from counselor_desk.records.practice import Practice
from counselor_desk.records.privacy import Consent
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.documents import documents, lists
from tests.proofs import PASSPHRASE
from tests.reports.hostile import TEXTS
from tests.ui import marked

OF_CLIENT = (
    "appointment_card", "assessment_history", "full_chart", "life_line",
    "treatment_summary",
)  # fmt: skip


@query(Can.READ_CHART, "test_fuzz_papers.consents_of")
def consents_of(ctx, client_id):
    return [one.id for one in ctx.find(select(Consent).where(Consent.client_id == client_id))]


def count_from_a_thousand(engine):
    """The clients of the tests' vault took their numbers without asking."""
    with upkeep_session(engine) as session:
        session.get(Practice, 1).next_client_number = 1000


def typed(desk, words):
    """A chart in which each field that takes words has these; and in how many places."""
    places = []
    answers = marked.answers

    def counted(form, said, every=True):
        values = answers(form, f"{said} n{len(places)}", every)  # no note copies another
        places.extend(key for key, value in values.items() if str(value).startswith(said))
        return values

    marked.answers = counted
    try:
        client_id = marked.registered(desk, words)
        notes = [*marked.live(desk, client_id, words), *of_every_kind(desk, client_id, words)]
    finally:
        marked.answers = answers
    return client_id, notes, len(places)


def of_every_kind(desk, client_id, words):
    """A draft of each template that is begun by itself."""
    made = []
    for template in files.templates().values():
        with contextlib.suppress(Refused):
            draft = desk.do(documents.start, client_id, template.id)
            form = template.form()
            body = form.to_stored(marked.answers(form, words))
            desk.do(documents.save_draft, draft.id, body, draft.revision)
            made.append(draft.id)
    assert len(made) > 10
    return made


def papers(desk, client_id, notes):
    """Every paper that is made of one chart, as its bytes."""
    asked = [(name, {"client_id": client_id}) for name in OF_CLIENT]
    asked += [("signed_document", {"document_id": note}) for note in notes]
    rows = desk.do(lists.of_client, client_id)
    plans = [row.id for row in rows if row.kind == "plan"]
    asked += [("treatment_plan", {"document_id": plan}) for plan in plans]
    asked += [("consent", {"consent_id": one}) for one in desk.do(consents_of, client_id)]
    for name, given_ in asked:
        report = shelf.report(name)
        yield name, press.render(report, desk.do(report.gather, **given_))


TEXTS_TYPED, CASES = 62, 10_000  # each text stands in more than 150 fields


@pytest.mark.slow
def test_any_words_in_any_field_of_a_chart_print(desk, clock, monkeypatch):
    monkeypatch.setattr(marked, "WORDS", PASSPHRASE)
    desk.on_vault(count_from_a_thousand)
    clock.now = utc_now()
    cases = []

    @settings(
        max_examples=TEXTS_TYPED, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(TEXTS)
    def once(words):
        client_id, notes, places = typed(desk, f"x{words}")
        printed = 0
        for name, pdf in papers(desk, client_id, notes):
            assert pdf.startswith(b"%PDF"), name
            printed += 1
        assert printed > len(OF_CLIENT) + 4, printed
        cases.append(places)

    once()
    print(f"{sum(cases)} fields with hostile words, on paper")  # noqa: T201
    assert sum(cases) >= CASES
