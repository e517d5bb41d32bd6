"""Every instrument on its extremes, bands and forbidden values, and the rows of the fact sheet."""

import dataclasses
import tomllib
import typing

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.domain.assessments.scoring import score
from counselor_desk.domain.form import Kind
from tests.cases import in_one_test

ALL = files.read(Instrument, "instruments")
SCALES = [(name, scale.key) for name, one in ALL.items() for scale in one.scales]


def answers(instrument, values):
    return dict(zip([item.key for item in instrument.items], values, strict=False))


def extreme(instrument, scale, pick):
    """A full form whose answers drive one scale to its end."""
    best = {}
    for item in instrument.items:
        allowed = instrument.allowed(item)
        if item.key in scale.items:
            best[item.key] = pick(allowed, key=lambda v: instrument.contribution(scale, item, v))
        else:
            gates = [c for i in instrument.items for c in i.ask_when if item.key in c.mentions]
            opens = [v for v in allowed if all(c.within(v) for c in gates if c.item)]
            best[item.key] = (opens or allowed)[0]
    return best


def unknown_keys(kind, data, path=""):
    """Keys of a file that no field reads: a slip of the pen would otherwise pass unseen."""
    hints = typing.get_type_hints(kind)
    for key, value in data.items():
        if key not in hints:
            yield f"{path}{key}"
            continue
        inner = [a for a in typing.get_args(hints[key]) if dataclasses.is_dataclass(a)]
        inner += [hints[key]] if dataclasses.is_dataclass(hints[key]) else []
        if inner:
            for one in value if isinstance(value, list) else [value]:
                yield from unknown_keys(inner[0], one, f"{path}{key}.")


@in_one_test("name", ALL)
def test_a_file_says_nothing_that_is_not_read(name):
    text = (files.RESOURCES / "instruments" / f"{name}.toml").read_text("utf-8")
    assert list(unknown_keys(Instrument, tomllib.loads(text))) == []
    assert ALL[name].key == name


@in_one_test("name", ALL)
def test_an_instrument_says_where_it_comes_from_and_what_it_allows(name):
    one = ALL[name]
    assert one.source
    assert one.licence.grade in {"A", "B", "own"}, "class C never ships"
    assert one.licence.terms
    if one.licence.grade == "B":
        assert one.licence.notice
        assert one.wording_note


@in_one_test("name", ALL)
def test_keys_are_known_and_gates_look_back(name):
    one = ALL[name]
    seen = []
    for item in one.items:
        for condition in item.ask_when:
            assert set(condition.mentions) <= set(seen)
        seen.append(item.key)
    assert len(seen) == len(set(seen))
    for scale in one.scales:
        assert set(scale.items) <= set(seen)
        assert set(scale.reverse) <= set(scale.items)
    for finding in one.findings:
        for condition in finding.when:
            assert set(condition.mentions) <= set(seen)
            assert not condition.scale or condition.scale in {s.key for s in one.scales}


@in_one_test("name, key", SCALES)
@in_one_test("end", [0, 1])
def test_the_ends_of_a_scale_are_reached(name, key, end):
    one = ALL[name]
    scale = one.scale(key)
    filled = extreme(one, scale, (min, max)[end])
    result = score(one, filled).of(key)
    if end == 1 or result.of:
        assert result.value == one.range(scale)[end]


@in_one_test("name, key", SCALES)
def test_bands_cover_the_scale_without_gap_or_overlap(name, key):
    one = ALL[name]
    scale = one.scale(key)
    low, high = one.range(scale)
    tops = [band.to for band in scale.bands]
    assert tops == sorted(set(tops))
    if tops:
        assert tops[-1] == high
        assert tops[0] >= low
        assert all(scale.band(value) for value in range(low, high + 1))
    assert all(low < cut.at <= high for cut in scale.cuts)


@in_one_test("name", ALL)
def test_every_value_that_is_not_allowed_is_refused_at_its_question(name):
    one = ALL[name]
    for item in one.items:
        allowed = one.allowed(item)
        for value in {-1, max(allowed) + 1, *range(min(allowed), max(allowed))} - set(allowed):
            with pytest.raises(Refused, match="takes") as refused:
                score(one, {item.key: value})
            assert refused.value.field == item.key
        for value in ("two", 1.5, True):
            with pytest.raises(Refused):
                score(one, {item.key: value})
    with pytest.raises(Refused, match="no question"):
        score(one, {"nonsense": 1})


@in_one_test("name", ALL)
def test_an_empty_form_has_no_score_no_band_and_no_finding(name):
    one = ALL[name]
    empty = score(one, {})
    assert all(s.value is None and s.band == "" for s in empty.scores)
    assert empty.findings == ()
    assert not empty.complete
    assert empty.scores[0].reading.startswith("incomplete (0 of ")


@in_one_test("name", ALL)
def test_one_missing_answer_takes_the_total_away(name):
    one = ALL[name]
    for scale in one.scales:
        filled = extreme(one, scale, max)
        open_items = [k for k in scale.items if not one.item(k).ask_when]
        if open_items:
            del filled[open_items[-1]]
            assert score(one, filled).of(scale.key).value is None


@in_one_test("name", ALL)
def test_a_form_asks_every_item_with_its_allowed_values(name):
    one = ALL[name]
    fields = {f.key: f for f in one.form().fields}
    assert list(fields) == [i.key for i in one.items]
    for item in one.items:
        asked = fields[item.key]
        if asked.kind is Kind.CHOICE:
            assert [int(o.value) for o in asked.options] == list(one.allowed(item))
        else:
            assert (asked.low, asked.high) == (item.low, item.high)


def test_an_answer_that_was_not_asked_is_not_kept():
    result = score(ALL["pc_ptsd_5"], {"event": 0, "q1": 1, "q2": 1})
    assert result.answers == {"event": 0}
    assert result.of("total").value == 0
    assert result.complete


# --- the rows of the fact sheet --------------------------------------------------------------


def ids(result):
    return {f.id for f in result.findings}


def test_as1_item_nine_alone_is_a_red_flag():
    result = score(ALL["phq9"], answers(ALL["phq9"], [0] * 8 + [1]))
    assert result.of("total").reading == "1, none to minimal"
    assert [f.opens for f in result.flags] == ["safety"]


def test_as3_all_ones():
    result = score(ALL["phq9"], answers(ALL["phq9"], [1] * 9))
    assert result.of("total").reading == "9, mild"
    assert ids(result) == {"item9"}


def test_as5_incomplete_and_still_a_red_flag():
    given = answers(ALL["phq9"], [3, 3, 3, 3, 3, 3, None, 3, 2])
    result = score(ALL["phq9"], given)
    assert result.of("total").reading == "incomplete (8 of 9)"
    assert ids(result) == {"item9"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2, 0, 2, 2, 2, 0, 0, 0, 1], {"mds", "item9"}),
        ([2, 0, 2, 2, 2, 0, 0, 0, 0], {"ods"}),
        ([1, 1, 2, 2, 2, 2, 2, 2, 3], {"item9"}),
        ([2, 2, 1, 2, 1, 2, 1, 0, 1], {"mds", "item9"}),
    ],
)
def test_the_depression_rule_counts_item_nine_from_several_days(values, expected):
    assert ids(score(ALL["phq9"], answers(ALL["phq9"], values))) == expected


def test_as6_the_lowest_answer_is_not_at_all():
    for name in ("gad7", "gad2", "phq9", "phq8", "phq2"):
        assert ALL[name].options["main"][0].label == "Not at all"


@pytest.mark.parametrize(("sex", "expected"), [("female", {"women3"}), ("male", set())])
def test_as8_three_on_the_trauma_screen(sex, expected):
    result = score(ALL["pc_ptsd_5"], answers(ALL["pc_ptsd_5"], [1, 1, 1, 1, 0, 0]), sex)
    assert result.of("total").band == "below 4"
    assert ids(result) == expected
    if expected:
        assert "consider positive at 3" in result.findings[0].text


@pytest.mark.parametrize(("pulse", "points"), [(80, 0), (81, 1), (100, 1), (101, 2), (120, 2), (121, 4)])
def test_as10_pulse(pulse, points):
    result = score(ALL["cows"], answers(ALL["cows"], [pulse] + [0] * 10))
    assert result.of("total").value == points


@pytest.mark.parametrize(("item", "value"), [("q3", 2), ("q11", 1)])
def test_as11_values_that_do_not_exist(item, value):
    with pytest.raises(Refused, match="takes 0,"):
        score(ALL["cows"], {item: value})


def test_as13_moderate_withdrawal_goes_to_the_prescriber():
    result = score(ALL["cows"], answers(ALL["cows"], [96, 2, 1, 2, 2, 2, 2, 1, 1, 1, 3]))
    assert result.of("total").reading == "18, moderate"
    assert [f.opens for f in result.flags] == ["prescriber"]
    assert not any("dose" in f.text + f.task for f in ALL["cows"].findings)


def test_as15_audit_nine_takes_nought_two_or_four():
    with pytest.raises(Refused, match=r"takes 0, 2 or 4\."):
        score(ALL["audit"], {"q9": 1})


def test_audit_skips_as_the_form_does():
    assert score(ALL["audit"], {"q1": 0, "q9": 0, "q10": 4}).of("total").value == 4
    given = {"q1": 3, "q2": 0, "q3": 0, "q9": 2, "q10": 0}
    assert score(ALL["audit"], given).of("total").value == 5
    assert score(ALL["audit"], {**given, "q3": 1}).of("total").value is None


@pytest.mark.parametrize(
    ("sex", "points", "expected"),
    [
        ("male", [4, 0, 0], {"men", "first_only"}),
        ("male", [3, 0, 0], {"first_only"}),
        ("female", [1, 1, 1], {"women"}),
        ("", [1, 1, 1], {"unknown"}),
    ],
)
def test_as16_cut_offs_by_sex(sex, points, expected):
    assert ids(score(ALL["audit_c"], answers(ALL["audit_c"], points), sex)) == expected


def test_as18_satisfaction_is_in_no_subscale():
    one = ALL["bam"]
    filled = {i.key: one.allowed(i)[0] for i in one.items}
    changed = {**filled, "q17": 4}
    assert score(one, filled).scores == score(one, changed).scores


def test_bam_keeps_both_scorings_each_under_its_rule():
    one = ALL["bam"]
    filled = {i.key: one.allowed(i)[0] for i in one.items}
    filled |= {"q6": 20, "q7e": 12, "q2": 9, "q8": 3}
    result = score(one, filled)
    assert (result.of("use").value, result.of("use_days").value) == (4, 20)
    assert (result.of("risk").value, result.of("risk_days").value) == (6, 31)
    assert result.of("use").rule != result.of("use_days").rule
    assert "opiates" in ids(result)


def test_story_step_four():
    one = ALL["bam_r"]
    filled = {i.key: 0 for i in one.items} | {"q6": 4, "q7e": 3}
    result = score(one, filled)
    assert result.of("use").value == 4
    assert {"use", "opiates", "protective"} <= ids(result)


def test_as20_tea():
    assert score(ALL["tea"], answers(ALL["tea"], [10, 8, 7, 5])).of("total").value == 30


@pytest.mark.parametrize(
    ("values", "expected"), [([3, 3, 3, 2, 2], "52, above 50"), ([3, 3, 2, 2, 2], "48, low")]
)
def test_as21_well_being_is_the_sum_times_four(values, expected):
    assert score(ALL["who5"], answers(ALL["who5"], values)).of("total").reading == expected


@pytest.mark.parametrize(
    ("given", "band"),
    [
        ({"q1": 0, "q2": 0, "q6": 1}, "moderate"),
        ({"q1": 1, "q2": 0, "q6": 0}, "low"),
        ({"q1": 1, "q2": 1, "q3": 1, "q4": 0, "q5": 0, "q6": 0}, "moderate"),
        ({"q1": 1, "q2": 1, "q3": 0, "q4": 1, "q5": 0, "q6": 0}, "high"),
        ({"q1": 0, "q2": 0, "q6": 2}, "high"),
        ({"q1": 0, "q2": 0, "q6": 0}, "no risk identified"),
    ],
)
def test_as23_triage(given, band):
    result = score(ALL["suicide_screen"], given)
    assert result.of("triage").band == band
    assert bool(result.flags) == (band != "no risk identified")
    assert not {"q3", "q4", "q5"} & set(result.answers) or given["q2"]


def test_as25_four_is_positive():
    one = ALL["ssi_sa"]
    filled = {i.key: 0 for i in one.items} | {"q1": 1, "q15": 1, "q2": 1, "q3": 1, "q4": 1}
    assert ids(score(one, filled)) == set()
    assert ids(score(one, {**filled, "q16": 1})) == {"positive"}


def test_dast_three_scores_on_no():
    one = ALL["dast10"]
    assert score(one, answers(one, [0] * 10)).of("total").value == 1
    assert score(one, answers(one, [0, 0, 1] + [0] * 7)).of("total").value == 0


def test_the_cluster_rule_can_be_met_with_twelve():
    one = ALL["pcl5"]
    filled = {i.key: 0 for i in one.items}
    filled |= dict.fromkeys(("q1", "q6", "q8", "q9", "q15", "q17"), 2)
    result = score(one, filled)
    assert result.of("total").value == 12
    assert ids(result) == {"clusters"}
    assert ids(score(one, {**filled, "q6": 1})) == set()


@pytest.mark.parametrize("name", ["oud_criteria", "sedative_criteria", "stimulant_criteria"])
def test_tolerance_and_withdrawal_do_not_count_under_prescribed_use(name):
    one = ALL[name]
    filled = {i.key: 0 for i in one.items} | {"q1": 1, "q10": 1, "q11": 1}
    assert score(one, filled).of("criteria").reading == "3, mild"
    result = score(one, {**filled, "prescribed": 1})
    assert result.of("criteria").reading == "1, no disorder"


def test_taps_opens_only_what_was_used():
    one = ALL["taps"]
    given = {"t1": 0, "t2": 0, "t3": 3, "t4": 0}
    given |= {"cannabis_1": 0, "stimulants_1": 0, "other_1": 0}
    given |= {"heroin_1": 1, "heroin_2": 1, "heroin_3": 0}
    result = score(one, given)
    assert result.complete
    assert result.of("heroin").reading == "2, higher risk"
    assert result.of("alcohol").value == 0
    assert ids(result) == {"opioids"}


@pytest.mark.parametrize(
    ("instrument", "before", "after", "words", "significant"),
    [
        ("pcl5", 48, 43, "", False),  # Blanchard 2023: 5 or less is likely not reliable
        ("pcl5", 48, 34, "", False),
        ("pcl5", 48, 33, "reliably better", False),
        ("pcl5", 43, 28, "reliably better", True),
        ("pcl5", 28, 10, "reliably better", False),
        ("pcl5", 30, 45, "reliably worse", False),
        ("phq9", 14, 9, "noticeably better", False),
        ("phq9", 15, 9, "reliably better", True),
        ("phq9", 9, 15, "reliably worse", False),
        ("phq9", 14, 10, "", False),
        ("gad7", 11, 7, "reliably better", True),
        ("gad7", 11, 8, "", False),
        ("who5", 40, 52, "noticeably better", False),
        ("who5", 52, 40, "noticeably worse", False),
        ("phq8", 20, 10, "noticeably better", False),
    ],
)
def test_p4_a_change_is_reliable_by_its_published_index_alone(instrument, before, after, words, significant):
    total = ALL[instrument].scale("total")
    assert total.change(before, after) == words
    assert total.is_significant(before, after) is significant


def test_p4_every_index_names_its_source_and_no_other_scale_has_one():
    known = {"pcl5": 15, "phq9": 6, "phq9.es": 6, "gad7": 4}
    for name, one in ALL.items():
        for scale in one.scales:
            first = scale is one.scales[0]
            assert scale.reliable_change == (known.get(name, 0) if first else 0), (name, scale.key)
            if scale.reliable_change or scale.matters or scale.significant is not None:
                assert scale.change_source, name
            else:
                low, high = one.range(scale)
                assert scale.change(low, high) == "", "no index, no word"


@pytest.mark.parametrize(
    ("instrument", "given", "scales"),
    [
        ("pc_ptsd_5", {"event": 0}, {"total": 0}),
        ("audit_c", {"q1": 0}, {"total": 0}),
        ("audit", {"q1": 0, "q9": 0, "q10": 0}, {"total": 0}),
        ("assist_other", {"q1": 3, "q2": 0, "q6": 3, "q7": 0}, {"total": 3}),
        ("assist_alcohol", {"q1": 3, "q2": 0, "q6": 0, "q7": 0}, {"total": 0}),
        ("assist_alcohol", {"q1": 0}, {"total": 0}),
        ("assist_other", {"q1": 0, "q2": 6, "q3": 6, "q6": 6}, {"total": 0}),
        ("assist_tobacco", {"q1": 0}, {"total": 0}),
        (
            "taps",
            {"t1": 0, "t2": 0, "t3": 0, "t4": 0},
            dict.fromkeys(
                [
                    "tobacco",
                    "alcohol",
                    "cannabis",
                    "stimulants",
                    "heroin",
                    "opioids",
                    "sedatives",
                    "adhd",
                    "other",
                ],
                0,
            ),
        ),
    ],
)
def test_p5_what_an_instrument_does_not_ask_is_not_missing(instrument, given, scales):
    result = score(ALL[instrument], given)
    assert result.complete
    assert {s.scale: s.value for s in result.scores} == scales
    assert all("incomplete" not in s.reading for s in result.scores)


DRUGS = dict.fromkeys(("q7a", "q7b", "q7c", "q7d", "q7e", "q7f"), 0)


@pytest.mark.parametrize(
    ("instrument", "odd", "even"),
    [
        ("bam", {"q4": 3, "q5": 5}, {"q4": 5, "q5": 5}),
        ("bam_r", {"q4": 1, "q5": 2}, {"q4": 2, "q5": 2}),
        ("bam", {"q6": 2, "q7c": 9}, {"q6": 9, "q7c": 9}),
        ("audit_c", {"q1": 1, "q3": 3}, {"q1": 3, "q3": 3}),
        ("audit", {"q1": 1, "q3": 4}, {"q1": 4, "q3": 4}),
        ("audit_c", {"q1": 3, "q3": 4}, {"q1": 4, "q3": 4}),
        ("audit", {"q3": 4, "q2": 1}, {"q3": 4, "q2": 2}),
        ("bam", {"q6": 9, "q7g": 1} | DRUGS, {"q6": 9, "q7g": 9} | DRUGS),
        ("bam_r", {"q6": 1, "q7g": 0} | DRUGS, {"q6": 1, "q7g": 1} | DRUGS),
    ],
)
def test_p5_answers_that_contradict_each_other_are_found(instrument, odd, even):
    contradictions = ALL[instrument].contradictions
    assert [c.item for c in contradictions if c.holds(odd)] == [list(odd)[1]]
    assert [c for c in contradictions if c.holds(even)] == []
    assert [c for c in contradictions if c.holds({})] == [], "what is not answered contradicts nothing"


def test_p5_assist_asks_by_lifetime_use_and_then_by_the_past_three_months():
    later = ("q3", "q4", "q5", "q6", "q7")
    for name in ("assist_alcohol", "assist_other", "assist_tobacco"):
        form = ALL[name].form()
        there = frozenset(field.key for field in form.fields)
        never, before, now = ({"q1": "0", "q2": "6"}, {"q1": "3", "q2": "0"}, {"q1": "3", "q2": "2"})
        assert form.asked({}) == {"q1"}, name
        assert form.asked(never) == {"q1"}, f"{name}: what hangs on a hidden answer is hidden, too"
        assert form.asked(before) == {"q1", "q2", "q6", "q7"}, name
        assert form.asked(now) == there & {"q1", "q2", *later}, name


def test_a_translation_scores_as_its_original():
    for name, one in ALL.items():
        if one.language == "en":
            continue
        original = ALL[one.id]
        assert one.scales == original.scales, name
        assert [i.key for i in one.items] == [i.key for i in original.items]


@pytest.mark.parametrize(("name", "most"), [("tobacco", 31), ("alcohol", 39), ("other", 39)])
def test_assist_leaves_question_five_out_for_tobacco(name, most):
    one = ALL[f"assist_{name}"]
    assert one.range(one.scale("total")) == (0, most)
    assert ("q5" in [i.key for i in one.items]) == (name != "tobacco")
    highest = {i.key: max(one.allowed(i)) for i in one.items}
    assert score(one, highest).of("total").band == "high"
