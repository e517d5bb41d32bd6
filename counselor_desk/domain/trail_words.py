"""What the audit trail's actions are called when a person reads them."""

from counselor_desk.i18n import _

AREAS = {
    "access": _("Access"), "appointments": _("Appointments"), "assessments": _("Questionnaires"),
    "clients": _("Client's details"), "consents": _("Consents"), "desk": _("Program"),
    "diagnoses": _("Diagnoses"), "disclosures": _("Disclosures"), "documents": _("Documents"),
    "episodes": _("Episodes of care"), "family": _("Family"), "note_lists": _("Documents"),
    "addenda": _("Documents"), "medications": _("Medication"),
    "plans": _("Treatment plan"), "plan_hints": _("Treatment plan"),
    "groups": _("Groups"), "group_sessions": _("Groups"),
    "relatives": _("Family"), "registers": _("Privacy requests"), "rewards": _("Rewards"),
    "schedule": _("Appointments"), "specimens": _("Drug tests"), "staff": _("People"),
    "supervision": _("Supervision"), "transfer": _("Import and export"), "search": _("Search"),
    "signed_document": _("Printed document"), "full_chart": _("Printed chart"),
    "disclosure": _("Disclosure"), "consent": _("Printed consent"),
    "disclosed_papers": _("Disclosure, pages kept"), "counseling": _("Counseling notes"),
    "clock": _("Clock"), "vault": _("Vault"), "safekeeping": _("Backups and keys"),
    "proof": _("Verification"), "audit": _("Audit trail"), "trail_file": _("Trail taken out"),
    "accounting": _("Printed accounting"), "who_saw": _("Printed: who saw"),
    "destroying": _("Destruction"), "periods": _("Retention"), "closing": _("Closing"),
    "deidentifying": _("De-identified data"), "exporting": _("Export"),
    "destruction": _("Printed certificate of destruction"),
    "closing_label": _("Printed label"), "closing_report": _("Printed closing"),
    "treatment_plan": _("Printed plan"), "plan_for_client": _("Printed plan for the client"),
    "trail_anchor": _("Printed anchor of the trail"),
    "appointment_card": _("Printed appointment card"),
    "day_cards": _("Printed appointment cards of a day"),
    "sign_in_sheet": _("Printed sign-in sheet"), "group_roster": _("Printed group roster"), "life_line": _("Printed life-line"),
    "assessment_history": _("Printed scores"), "reward_statement": _("Printed rewards"),
    "reward_receipt": _("Printed receipt"), "wallet_card": _("Printed wallet card"),
    "activities": _("Recovery activities"), "authorizations": _("Authorizations"),
    "intakes": _("Intake"), "life": _("Outcomes"), "substances": _("Use"),
    "timeline": _("Life-line"), "thread": _("Treatment plan"), "letters": _("Letters"),
    "letter": _("Printed letter"), "treatment_summary": _("Printed summary"),
}  # fmt: skip


REFUSED = "(refused)"
SAID = {"history.live": _("Wrote in the record, in the demonstration"),
        "treatment_plan.in_force": _("Treatment plan: looked at"),
        "disclosures.disclose": _("Disclosed"),
        "disclosed_papers.keep": _("Kept the pages that were disclosed"),
        "clock.step": _("Clock: it went back"), "desk.sign_in": _("Program: signed in"),
        "desk.sign_out": _("Program: signed out"), "access.break_glass": _("Access: emergency"),
        }  # fmt: skip


def said(action: str, wrote: bool = True) -> str:
    """ "documents.save_draft" as "Documents: save draft"; what only read, as "looked at"."""
    if action in SAID:
        return SAID[action]
    area, _dot, deed = action.partition(".")
    known = AREAS.get(area, area.replace("_", " ").capitalize())
    if not deed:
        return known
    refused = deed.endswith(REFUSED)
    if wrote or refused or known.startswith(_("Printed")):
        deed = deed.replace("_", " ")
        return known if deed == "gather" else f"{known}: {deed}"
    return _("{area}: looked at").format(area=known)
