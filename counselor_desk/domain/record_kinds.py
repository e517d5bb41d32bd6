"""What a record is made of, in the words of the clinic: tables under the names that people use."""

from collections.abc import Mapping

from counselor_desk.i18n import _

KINDS: dict[str, tuple[str, ...]] = {
    _("Notes, plans and letters, with their drafts"): (
        "document", "document_revision", "addendum", "remark", "plan_objective",
        "objective_work", "plan_signature",
    ),
    _("Counseling notes kept separate"): ("counseling_note",),
    _("Instruments, scores and alerts"): ("administration", "score", "flag"),
    _("Intake, diagnoses and episodes"): (
        "intake", "life_check", "diagnosis", "problem_link", "episode", "discharge",
        "level_of_care", "need_rating", "imported_history",
    ),
    _("Substances, use and withdrawal"): ("substance", "use_event", "withdrawal"),
    _("Medication and naloxone"): ("medication", "medication_offer", "naloxone_kit"),
    _("Specimens and results"): ("specimen", "specimen_result"),
    _("Appointments, groups and authorizations"): (
        "appointment", "group_member", "group_seat", "authorization",
    ),
    _("Reward enrollments, occasions and receipts"): ("enrollment", "occasion", "receipt"),
    _("Consents, disclosures and their papers"): (
        "consent", "scan", "disclosed", "disclosed_paper",
    ),
    _("Requests, holds and grants of access"): (
        "privacy_request", "hold", "access_grant", "closing_client",
    ),
    _("Family members and their places"): ("relative", "family_place", "handout_given"),
    _("Recovery activities and supports"): ("activity", "supports"),
    _("Places in chart audits"): ("audited_chart",),
}  # fmt: skip
STAYING = ("ledger_entry",)


def in_words(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts of rows by table, gathered under people's names; what has none stands by its own."""
    found = [(name, sum(rows.get(table, 0) for table in tables)) for name, tables in KINDS.items()]
    known = {table for tables in KINDS.values() for table in tables}
    found += [(table, count) for table, count in rows.items() if table not in known]
    return [(name, count) for name, count in found if count]
