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
    "sign_in_sheet": _("Printed sign-in sheet"), "group_roster": _("Printed group roster"),
    "life_line": _("Printed life-line"),
    "assessment_history": _("Printed scores"), "reward_statement": _("Printed rewards"),
    "reward_receipt": _("Printed receipt"), "wallet_card": _("Printed wallet card"),
    "activities": _("Recovery activities"), "authorizations": _("Authorizations"),
    "intakes": _("Intake"), "life": _("Outcomes"), "substances": _("Use"),
    "timeline": _("Life-line"), "thread": _("Treatment plan"), "letters": _("Letters"),
    "letter": _("Printed letter"), "treatment_summary": _("Printed summary"),
}  # fmt: skip


# A client reads these on "Who saw my record": what was done, in words of every day.
DEEDS = {
    "add": _("added"), "add_addendum": _("added to a signed one"), "admit": _("admitted"),
    "answer": _("answered"), "answer_audit": _("looked over for quality"),
    "assign": _("given to a counselor"), "attach": _("attached a scan"), "begin": _("begun"),
    "begin_review": _("review begun"), "begin_withdrawal": _("withdrawal begun"),
    "book": _("booked"), "bring_forward": _("last words brought forward"),
    "bring_in": _("brought in"), "cancel_series": _("series called off"),
    "change": _("changed"), "change_format": _("form changed"),
    "change_request": _("request changed"), "close": _("closed"),
    "close_request": _("request answered"), "confirm": _("confirmed by the laboratory"),
    "correct": _("corrected"), "cosign": _("co-signed"), "cover": _("given to a colleague"),
    "cover_caseload": _("given to a colleague"), "date_draft": _("day of service set"),
    "destroy": _("destroyed"), "discard": _("draft put away"), "discharge": _("discharged"),
    "end": _("ended"), "end_withdrawal": _("withdrawal ended"), "enroll": _("enrolled"),
    "everything": _("taken out whole"), "export": _("taken out"),
    "extend": _("more time taken"), "fill_empty": _("filled from the chart"),
    "finish": _("finished"), "give": _("handed over"), "give_naloxone": _("naloxone given"),
    "hand_on": _("sample handed on"), "hand_over": _("caseload handed over"),
    "hold": _("kept for a proceeding"), "invite": _("invited"), "join": _("joined"),
    "keep": _("kept"), "keep_client": _("decided"), "keep_supports": _("supports noted"),
    "lift": _("hold lifted"), "link": _("linked"), "log": _("noted"), "make": _("made"),
    "make_notes": _("notes made"), "mark": _("attendance noted"),
    "mark_false": _("marked as not valid"), "move": _("moved"), "offer": _("offered"),
    "opened": _("opened"), "part_from": _("left the group"), "place": _("level of care set"),
    "praise": _("praised"), "put_back": _("put back"), "rate_needs": _("needs rated"),
    "recall": _("taken back before review"), "record": _("recorded"),
    "record_use": _("return to use noted"), "register": _("registered"),
    "remark": _("remark made"), "reopen": _("opened again"), "repeat": _("repeated weekly"),
    "resolve": _("resolved"), "restore": _("taken from the bin"),
    "restrict": _("kept closer"), "resume": _("taken up again"), "reverse": _("reversed"),
    "review": _("looked over"), "revoke": _("taken back"), "save": _("saved"),
    "save_draft": _("draft saved"), "save_seat": _("draft saved"),
    "screen": _("asked about safety"),
    "send_back": _("returned to its author"), "settle": _("settled"), "share": _("shared"),
    "sign": _("signed"), "sign_receipt": _("receipt signed"), "start": _("begun"),
    "stop": _("stopped"), "strike": _("struck out"), "take_back": _("taken back"),
    "take_request": _("request taken"), "take_signature": _("signed by the client"),
    "undo": _("import undone"), "unlink": _("link taken away"), "unrestrict": _("kept as others"),
    "unshare": _("no longer shared"), "void": _("entered in error"), "write": _("written"),
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
    """ "documents.save_draft" as "Documents: draft saved"; what only read, as "looked at"."""
    if action in SAID:
        return SAID[action]
    area, _dot, deed = action.partition(".")
    known = AREAS.get(area, area.replace("_", " ").capitalize())
    if not deed:
        return known
    refused = deed.endswith(REFUSED)
    if wrote or refused or known.startswith(_("Printed")):
        deed = DEEDS.get(deed, deed.replace("_", " "))
        return known if deed == "gather" else f"{known}: {deed}"
    return _("{area}: looked at").format(area=known)
