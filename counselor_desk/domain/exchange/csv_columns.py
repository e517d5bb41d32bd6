"""Which column of a list holds which fact about a client: guessed, shown, changed."""

import re
from collections.abc import Mapping, Sequence

from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.csv_table import Table

LOOKED_AT = 20  # rows at the head of a file
Columns = Mapping[str, str]  # target -> header

# What a column can be taken as, in the order in which it is shown.
TARGETS = (
    "given_name",
    "middle_name",
    "family_name",
    "suffix",
    "name",
    "preferred_name",
    "former_names",
    "pronouns",
    "born",
    "died",
    "sex",
    "gender",
    "administrative_gender",
    "language",
    "phone",
    "second_phone",
    "email",
    "address",
    "address2",
    "city",
    "state",
    "zip",
    "voicemail_ok",
    "clinic_name_ok",
    "mail_ok",
    "status",
    "discharged",
    "source_id",
)

_ALIASES = {
    "given_name": "first firstname fname givenname given forename clientfirstname "
    "patientfirstname legalfirstname nombre primernombre",
    "middle_name": "middle middlename mname mi middleinitial segundonombre",
    "family_name": "last lastname lname surname familyname family clientlastname "
    "patientlastname legallastname apellido apellidos",
    "suffix": "suffix namesuffix generation jrsr sufijo",
    "name": "name fullname clientname patientname client patient nombrecompleto",
    "preferred_name": "preferredname preferred nickname goesby calledname",
    "former_names": "formernames formername maidenname previousname othernames aliases alias aka",
    "pronouns": "pronouns pronoun",
    "born": "birthdate dateofbirth dob birthday born bdate birth fechadenacimiento",
    "died": "deathdate dateofdeath dod died",
    "sex": "sex birthsex sexatbirth assignedsex legalsex sexo",
    "gender": "gender genderidentity genero",
    "administrative_gender": "administrativegender administrativesex",
    "language": "language lang preferredlanguage primarylanguage idioma",
    "phone": "phone phonenumber phone1 telephone tel mobile cell cellphone homephone mobilephone "
    "primaryphone mobilenumber cellnumber contactphone phonecell phonehome home telefono celular",
    "second_phone": "secondphone phone2 secondaryphone otherphone alternatephone altphone phone3",
    "email": "email emailaddress mail correo correoelectronico",
    "address": "address address1 addressline1 street streetaddress addr streetline1 "
    "homeaddress mailingaddress direccion",
    "address2": "address2 addressline2 street2 streetaddress2 apt apartment unit aptsuite suite streetline2",
    "city": "city town ciudad",
    "state": "state province st estado",
    "zip": "zip zipcode postalcode postcode postal codigopostal",
    "voicemail_ok": "voicemailok voicemail okvoicemail okaytoleavevoicemail leavemessage",
    "clinic_name_ok": "clinicnameok saycliniciname maysayclinicname",
    "mail_ok": "mailok okmail postok maysendmail",
    "status": "status clientstatus patientstatus active isactive archived casestatus",
    "discharged": "dischargedate datedischarged discharged dischargedon closeddate enddate terminationdate "
    "dateofdischarge",
    "source_id": "id clientid patientid sourceid mrn recordnumber chartnumber clientnumber uuid "
    "externalid medicalrecordnumber pid pubpid clientidentifier accountnumber casenumber",
}
_BY_ALIAS = {alias: target for target, words in _ALIASES.items() for alias in words.split()}
_SEX_WORDS = {"m", "f", "male", "female", "man", "woman", "u", "x", "o", "unknown", "other", ""}


def label(target: str) -> str:
    """What a target is called on the screen and in problems."""
    return {
        "given_name": _("First name"),
        "middle_name": _("Middle name"),
        "family_name": _("Last name"),
        "suffix": _("Suffix"),
        "name": _("Full name"),
        "preferred_name": _("Preferred name"),
        "former_names": _("Former names"),
        "pronouns": _("Pronouns"),
        "born": _("Date of birth"),
        "died": _("Date of death"),
        "sex": _("Sex recorded at birth"),
        "gender": _("Gender"),
        "administrative_gender": _("Administrative gender"),
        "language": _("Language"),
        "phone": _("Phone"),
        "second_phone": _("Second phone"),
        "email": _("Email"),
        "address": _("Street address"),
        "address2": _("Apartment or second line"),
        "city": _("City"),
        "state": _("State"),
        "zip": _("ZIP code"),
        "voicemail_ok": _("We may leave a voicemail"),
        "clinic_name_ok": _("We may say the clinic's name"),
        "mail_ok": _("We may send mail"),
        "status": _("Status there"),
        "discharged": _("Date of discharge"),
        "source_id": _("Number in the other program"),
    }[target]


def guess(table: Table) -> dict[str, str]:
    """Each target with the header that most likely holds it; what is unsure is left out."""
    header_of: dict[str, str] = {}
    for header in table.headers:
        target = _target_of(header)
        if target == "phone" and target in header_of:
            target = "second_phone"  # home, then cell: both have a place
        if target and target not in header_of:
            header_of[target] = header
    if "given_name" in header_of and "family_name" in header_of:
        header_of.pop("name", None)
    return _sex_or_gender(table, header_of)


def _target_of(header: str) -> str:
    bare = re.sub(r"[^a-z0-9]", "", header.casefold())
    return bare if bare in TARGETS else _BY_ALIAS.get(bare, "")


def _sex_or_gender(table: Table, found: dict[str, str]) -> dict[str, str]:
    """Many lists call the sex recorded at birth "gender": its answers tell."""
    header = found.get("gender")
    if header is None:
        return found
    answers = {cell.strip().casefold() for cell in table.column(header)}
    target = "administrative_gender" if "sex" in found else "sex"
    if answers <= _SEX_WORDS and target not in found:
        found[target] = found.pop("gender")
    return found


def heading_row(table: Table) -> int:
    """The row that most likely names the columns: titles and dates of print often stand above it."""
    first = table.heading
    rows = {n: _known(line) for n, line in enumerate(table.lines[:LOOKED_AT], 1) if n >= first}
    best = max(rows, key=lambda number: (rows[number], -number), default=first)
    return best if rows.get(best, 0) >= max(2, rows.get(first, 0) + 1) else first


def _known(line: Sequence[str]) -> int:
    """How many headings of a row are known; a row of data has words that are no headings."""
    return len({target for cell in line if (target := _target_of(cell))})


def not_taken(table: Table, columns: Columns) -> list[tuple[str, int]]:
    """The columns that stay behind, each by its heading, with how many rows have something there."""
    taken = set(columns.values())
    counts = [(h, sum(bool(cell.strip()) for cell in table.column(h))) for h in table.headers]
    return [(_("Column “{header}”").format(header=h), n) for h, n in counts if h not in taken and n]
