"""What a recovery program does, row by row: where the program holds it and which test proves it."""

import re
from pathlib import Path

import pytest

from counselor_desk.catalog import definitions, files
from counselor_desk.domain.care.recovery_activities import KINDS

TESTS = Path(__file__).parents[1]
ROWS = {
    "stages of use propose needs": "ui/chart/test_chart_sections: a_stage_suggests_needs_that_are_edited",
    "withdrawal beside craving": "services/care/test_chart: ratings_lie_over_the_usual_course",
    "all three medicines on offer": "services/care/test_chart: all_three_medicines_are_offered",
    "injections due, doses missed": "services/care/test_chart: an_injection_falls_due",
    "thought record, homework": "ui/documents/test_story_notes: from_the_signed_plan",
    "reward ledger": "ui/rewards/test_rewards_story: danas_six_visits",
    "change talk and rulers": "ui/documents/test_story_notes: every_answer_of_the_story_stands",
    "groups": "ui/documents/test_groups_and_search: a_group_is_made_and_its_session_written",
    "detoxification leads on": "services/care/test_chart: a_withdrawal_without_a_next_step_alarms",
    "hours of the level": "services/care/test_episodes: hours_of_the_week_against_the_level",
    "level needs point to": "services/care/test_episodes: the_level_chosen_against_the_one",
    "activities": "ui/care/test_recovery_log: a_meeting_is_logged_changed_and_taken_out",
    "family program": "ui/family/test_story_family: from_the_first_plan_to_the_certificate",
    "mutual help and coach": "ui/care/test_recovery_log: supports_are_asked_in_the_window",
    "use and mind as one": "services/care/test_chart: links_between_use_and_mind",
    "choices of the client": "ui/chart/test_chart_sections: the_overview_draws_the_life_line",
    "wallet card": "ui/paper/test_wallet_card: the_card_is_one_step_from_the_plan_that_is_final",
    "return to use": "services/care/test_chart: a_return_to_use_is_a_fact",
    "outcome domains": "services/care/test_chart: outcomes_fall_due_and_say_which_way_they_moved",
    "retention curve": "domain/figures/test_retention: the_share_falls_by_those_who_left",
    "after-care plan": "services/care/test_episodes: a_discharge_needs_its_after_care",
    "every number opens its list": "ui/figures/test_figures: enter_on_a_number_and_enter_on_a_row",
    "units of the payer": "services/care/test_chart: units_run_out_with_a_warning",
    "handouts in two languages": "reports/family/test_handouts: english_and_spanish_are_a_pair",
}


@pytest.mark.parametrize("row", ROWS)
def test_the_row_has_its_test(row):
    file, _colon, begun = ROWS[row].partition(": ")
    source = (TESTS / f"{file}.py").read_text("utf-8")
    assert re.search(rf"^def test_{begun}\w*\(", source, re.MULTILINE), ROWS[row]


def test_what_is_data_is_there():
    """The kinds of notes, forms, activities and handouts that the rows speak of."""
    assert {"cbt_session", "mi_session", "lapse_review", "relapse_prevention", "peer_coaching",
            "family", "group", "discharge_summary"} <= set(files.templates())  # fmt: skip
    assert {"paws", "barc10", "craving", "cows", "sows", "pc_ptsd_5", "pcl5", "rulers"} <= set(
        definitions.instruments()
    )
    assert {"mindfulness", "exercise", "nutrition", "creative", "smart", "dharma"} <= set(KINDS)
    assert "family_questions" in files.handouts("en")
    assert "family_questions" in files.handouts("es")
