"""The kinds of information that a chart holds, as consents and letters name them."""

from counselor_desk.core.i18n import WordedEnum


class Category(WordedEnum):
    """What may be disclosed apart from the rest: the minimum is picked from these."""

    ATTENDANCE = "attendance"
    CARE = "level of care and episodes"
    DIAGNOSES = "diagnoses"
    SCORES = "scores of questionnaires"
    PLAN = "treatment plan"
    NOTES = "session notes"
    SUMMARY = "summaries"
    MEDICATION = "medication"
    TESTS = "drug tests"
    REWARDS = "rewards"
    COUNSELING_NOTES = "counseling notes"
