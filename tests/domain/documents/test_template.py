"""Every template reads, is sound, and can be answered, signed and changed in format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.catalog import files
from counselor_desk.domain.documents import computed_facts
from counselor_desk.domain.documents.template import (
    DocumentSort,
    Template,
    carry_over,
    convert_answers,
    formats_like,
)
from counselor_desk.domain.form import Field, FieldCondition, Kind, Section, with_unit
from tests.cases import in_one_test

TEMPLATES = files.templates()
FORMATS = [t for t in TEMPLATES.values() if t.parts]
INDIVIDUAL = files.service_codes().of("individual")


@in_one_test("template", TEMPLATES.values())
def test_a_template_is_sound(template):
    template.check()
    assert template.source
    assert template.summary
    assert template.title == template.form().title
    fields = template.form().fields
    assert any(f.required for f in fields)
    assert all(len(f.label) <= 72 for f in fields), "labels are short"
    codes = files.service_codes()
    assert template.service == "" or codes.of(template.service), "its service has a table"
    for carry in template.carries:
        source = TEMPLATES[carry.template or template.id]
        assert carry.from_field in {f.key for f in source.form().fields}


def test_all_kinds_of_contact_have_a_template():
    wanted = (
        "cbt_session mi_session dap soap birp girp group family peer_coaching crisis_contact "
        "phone_contact case_management lapse_review relapse_prevention discharge_summary "
        "consultation outreach collateral level_review transfer incident couples psychoeducation"
    )
    assert set(wanted.split()) <= set(TEMPLATES)


@in_one_test("template", TEMPLATES.values())
def test_a_session_note_asks_for_times_risk_and_objectives(template):
    keys = {f.key: f for f in template.form().fields}
    if not template.header:
        assert template.kind is not DocumentSort.NOTE
        return
    assert keys["start"].required
    assert keys["risk"].required
    assert keys["risk_others"].required
    assert not keys["objectives"].required, "a note without an objective is listed, not refused"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((Field("a", "A"), Field("a", "B")), "stands twice"),
        ((Field("a", "A", Kind.CHOICE),), "nothing to choose"),
        ((Field("a", "A", Kind.SCALE),), "without ends"),
        ((Field("a", "A", Kind.ROWS),), "no columns"),
        ((Field("a", "A", when=FieldCondition("b", ("x",))), Field("b", "B")), "not before it"),
    ],
)
def test_a_wrong_template_says_what_is_wrong(wrong, said):
    template = Template("t", "T", 1, "here", (Section("", wrong),))
    with pytest.raises(ValueError, match=said):
        template.check()


def test_homework_returns_next_time():
    cbt = TEMPLATES["cbt_session"]
    assert carry_over(cbt, "cbt_session", {"homework": "Call Dee", "plan": "x"}) == {
        "homework_before": "Call Dee"
    }


def missing(**body):
    return {field.key for field in TEMPLATES["dap"].form().missing(body)}


def test_telehealth_asks_for_what_an_emergency_and_a_board_would():
    asked = {"telehealth_platform", "telehealth_consent", "telehealth_others", "telehealth"}
    assert not asked & missing(place="office")
    for place in ("telehealth video", "telehealth audio"):
        assert asked <= missing(place=place)


def test_danger_to_self_and_to_others_each_ask_what_was_done():
    assert missing(risk="plan") >= {"risk_others", "risk_done"}
    assert missing(risk="none", risk_others="thoughts") >= {"others_done"}
    assert not {"risk_done", "others_done"} & missing(risk="none", risk_others="none")


def words(body):
    return sorted(w for value in body.values() for w in str(value).split())


@given(st.data())
def test_changing_the_format_loses_no_word(data):
    old = data.draw(st.sampled_from(FORMATS))
    new = data.draw(st.sampled_from(formats_like(old, FORMATS)))
    text = st.text("abc \n", min_size=1).filter(str.strip)
    body = {key: data.draw(text) for key in old.parts}
    body |= {"start": "10:00", "risk": "none"}
    moved = convert_answers(old, new, body)
    assert words(moved) == words(body)
    assert moved["start"] == "10:00"
    assert set(moved) <= {f.key for f in new.form().fields}


def test_soap_becomes_dap_and_birp():
    body = {"subjective": "says", "objective": "seen", "assessment": "better", "plan": "next"}
    soap = TEMPLATES["soap"]
    assert convert_answers(soap, TEMPLATES["dap"], body) == {
        "data": "says\n\nseen", "assessment": "better", "plan": "next",
    }  # fmt: skip
    assert convert_answers(soap, TEMPLATES["birp"], body) == {
        "behavior": "says\n\nseen", "response": "better", "plan": "next",
    }  # fmt: skip


@pytest.mark.parametrize(  # SN-5
    ("length", "code"),
    [(15, ""), (16, "90832"), (37, "90832"), (38, "90834"), (52, "90834"), (53, "90837")],
)
def test_service_code_by_time(length, code):
    assert INDIVIDUAL.code(length) == code


def test_family_codes_ask_whether_the_client_was_there():
    family = files.service_codes().of("family")
    assert (family.code(50, "yes"), family.code(50, "no")) == ("90847", "90846")


RATED = {
    "miti_simple": 8, "miti_complex": 8, "miti_questions": 8, "miti_cultivating": 4,
    "miti_softening": 3, "miti_partnership": 4, "miti_empathy": 4,
}  # fmt: skip


def test_self_rated_session_sn_1():
    technical, relational, complex_, ratio, *_ = computed_facts.summary(RATED)
    assert (technical.words, relational.words) == ("3.5 (fair)", "4.0 (good)")
    assert (complex_.words, ratio.words) == ("50% (good)", "2.0 (good)")


@in_one_test("simple, complex_", [(a, b) for a in range(1, 40) for b in range(1, 40)])
def test_the_word_of_a_miti_score_and_its_figure_agree(simple, complex_):
    """What reads as 40% is fair, and what reads as 2.0 is good: nothing is rounded up to a threshold."""
    counts = {**RATED, "miti_simple": simple, "miti_complex": complex_, "miti_questions": 20}
    _technical, _relational, share, ratio, *_ = computed_facts.summary(counts)
    percent = int(share.words.partition("%")[0])
    assert share.band == ("good" if percent >= 50 else "fair" if percent >= 40 else "below fair")
    figure = float(ratio.words.partition(" ")[0])
    assert ratio.band == ("good" if figure >= 2 else "fair" if figure >= 1 else "below fair")


@pytest.mark.parametrize("nothing", [{"miti_questions": 0}, {"miti_simple": 0, "miti_complex": 0}, {}])
def test_nothing_to_divide_by_is_not_nought_sn_3(nothing):
    counts = {m.title: m for m in computed_facts.summary(nothing)}
    assert counts["Reflections to questions"].words == "n/a"
    assert counts["Complex reflections"].words == "n/a"


def test_below_fair_and_totals_without_a_published_threshold():
    *_, against = computed_facts.summary({"miti_confront": 3, "miti_persuade": 1})
    assert (against.words, against.band) == ("4.0", "")
    low = computed_facts.summary({**RATED, "miti_partnership": 3})
    assert low[1].words == "3.5 (fair)"
    assert computed_facts.summary({**RATED, "miti_partnership": 2})[1].words == "3.0 (below fair)"


def test_both_ratings_are_kept_and_the_change_is_shown_sn_13():
    body = {"belief_before": 80, "belief_after": 40, "start": "10:00", "stop": "10:50"}
    facts = dict(computed_facts.facts(TEMPLATES["cbt_session"], body, files.service_codes()))
    assert facts["Belief in the thought"] == "80 to 40% (\u221240)"
    assert facts["Length"] == "50 minutes"
    assert facts["Code"] == "H0004 x 3", "one code stands on the note"
    assert (body["belief_before"], body["belief_after"]) == (80, 40)


def test_the_self_rating_says_that_it_is_one():
    facts = dict(computed_facts.facts(TEMPLATES["mi_session"], {**RATED, "self_rated": True},
                                 files.service_codes()))  # fmt: skip
    assert "not coded" in next(iter(facts))


def test_a_unit_stands_apart_and_a_percent_sign_does_not():
    assert (with_unit(5, "mg"), with_unit(80, "%"), with_unit("x", "")) == ("5 mg", "80%", "x")
