"""Which column of a list holds which fact about a client: guessed, shown, changed."""

import re
from collections.abc import Mapping

from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.csv_table import Table

Columns = Mapping[str, str]  # target -> header

# What a column can be taken as, in the order in which it is shown.
TARGETS = (
    "given_name",
    "middle_name",
    "family_name",
    "name",
    "preferred_name",
    "pronouns",
    "born",
    "died",
    "sex",
    "gender",
    "language",
    "phone",
    "email",
    "address",
    "city",
    "state",
    "zip",
    "voicemail_ok",
    "clinic_name_ok",
    "mail_ok",
    "source_id",
)

_ALIASES = {
    "given_name": "first firstname fname givenname given forename clientfirstname "
    "patientfirstname legalfirstname nombre primernombre",
    "middle_name": "middle middlename mname mi middleinitial segundonombre",
    "family_name": "last lastname lname surname familyname family clientlastname "
    "patientlastname legallastname apellido apellidos",
    "name": "name fullname clientname patientname client patient nombrecompleto",
    "preferred_name": "preferredname preferred nickname goesby calledname",
    "pronouns": "pronouns pronoun",
    "born": "birthdate dateofbirth dob birthday born bdate birth fechadenacimiento",
    "died": "deathdate dateofdeath dod died",
    "sex": "sex birthsex sexatbirth assignedsex legalsex sexo",
    "gender": "gender genderidentity genero",
    "language": "language lang preferredlanguage primarylanguage idioma",
    "phone": "phone phonenumber telephone tel mobile cell cellphone homephone mobilephone "
    "primaryphone telefono celular",
    "email": "email emailaddress mail correo correoelectronico",
    "address": "address address1 addressline1 street streetaddress addr direccion",
    "city": "city town ciudad",
    "state": "state province st estado",
    "zip": "zip zipcode postalcode postcode postal codigopostal",
    "voicemail_ok": "voicemailok voicemail okvoicemail okaytoleavevoicemail leavemessage",
    "clinic_name_ok": "clinicnameok saycliniciname maysayclinicname",
    "mail_ok": "mailok okmail postok maysendmail",
    "source_id": "id clientid patientid sourceid mrn recordnumber chartnumber clientnumber uuid "
    "externalid medicalrecordnumber",
}
_BY_ALIAS = {alias: target for target, words in _ALIASES.items() for alias in words.split()}
_SEX_WORDS = {"m", "f", "male", "female", "man", "woman", "u", "x", "o", "unknown", "other", ""}


def label(target: str) -> str:
    """What a target is called on the screen and in problems."""
    return {
        "given_name": _("First name"),
        "middle_name": _("Middle name"),
        "family_name": _("Last name"),
        "name": _("Whole name"),
        "preferred_name": _("Preferred name"),
        "pronouns": _("Pronouns"),
        "born": _("Date of birth"),
        "died": _("Date of death"),
        "sex": _("Sex recorded at birth"),
        "gender": _("Gender"),
        "language": _("Language"),
        "phone": _("Phone"),
        "email": _("Email"),
        "address": _("Street address"),
        "city": _("City"),
        "state": _("State"),
        "zip": _("ZIP code"),
        "voicemail_ok": _("We may leave a voicemail"),
        "clinic_name_ok": _("We may say the clinic's name"),
        "mail_ok": _("We may send mail"),
        "source_id": _("Number in the other program"),
    }[target]


def guess(table: Table) -> dict[str, str]:
    """Each target with the header that most likely holds it; what is unsure is left out."""
    header_of: dict[str, str] = {}
    for header in table.headers:
        target = _target_of(header)
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
    if header is None or "sex" in found:
        return found
    answers = {cell.strip().casefold() for cell in table.column(header)}
    if answers <= _SEX_WORDS:
        found["sex"] = found.pop("gender")
    return found
