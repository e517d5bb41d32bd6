"""Who may do what: the permission table of the program."""

from counselor_desk.core.i18n import WordedEnum


class Can(WordedEnum):
    """A permission, worded so that "Your role does not let you ..." reads as a sentence."""

    USE_PROGRAM = "use the program"
    SEE_CLIENTS = "see clients"
    REGISTER_CLIENT = "register clients"
    BOOK = "book sessions"
    PRINT = "print"
    READ_CHART = "read charts"
    WRITE_NOTE = "write notes"
    COSIGN = "co-sign documents"
    ASSIGN_CLIENT = "assign clients to caseloads"
    IMPORT_CLIENTS = "import clients"
    MANAGE_PEOPLE = "manage people"
    SET_POLICY = "change the clinic's settings"
    SEE_TRAIL = "see the audit trail"
    SEE_REWARDS = "see rewards"
    RECORD_REWARD = "record reward visits"
    GIVE_REWARD = "give rewards"
    KEEP_STOCK = "manage the prize cabinet"
    EDIT_SCHEDULE = "edit reward schedules"
    AUDIT_REWARDS = "audit rewards"
    KEEP_CONSENT = "manage consents"
    DISCLOSE = "disclose records"
    KEEP_REGISTERS = "manage the privacy registers"
    COVER = "give a colleague access to charts"
    BREAK_GLASS = "open a chart in an emergency"
    RESTRICT_CHART = "restrict charts"
    EXPORT_CHARTS = "export charts"
    EXPORT_EVERYTHING = "export the charts of every team"
    KEEP_LIBRARY = "edit handouts, letters and phone lists"
    KEEP_VAULT = "manage backups and keys"
    DESTROY = "destroy records"


class Role(WordedEnum):
    """What a person is in the clinic."""

    COUNSELOR = "counselor"
    SUPERVISOR = "supervisor"
    CLINIC_STAFF = "clinic staff"
    ADMINISTRATOR = "administrator"


_EVERYONE = {Can.USE_PROGRAM, Can.SEE_CLIENTS, Can.REGISTER_CLIENT, Can.BOOK, Can.PRINT}
_EVERYONE |= {Can.SEE_REWARDS, Can.KEEP_CONSENT}
_CLINICAL = {Can.READ_CHART, Can.WRITE_NOTE, Can.RECORD_REWARD, Can.GIVE_REWARD}
_CLINICAL |= {Can.DISCLOSE, Can.COVER, Can.BREAK_GLASS}
_GUARDING = {Can.KEEP_REGISTERS, Can.RESTRICT_CHART, Can.EXPORT_CHARTS}

GRANTS: dict[Role, frozenset[Can]] = {
    Role.COUNSELOR: frozenset({*_EVERYONE, *_CLINICAL}),
    Role.SUPERVISOR: frozenset(
        {
            *_EVERYONE,
            *_CLINICAL,
            *_GUARDING,
            Can.COSIGN,
            Can.ASSIGN_CLIENT,
            Can.IMPORT_CLIENTS,
            Can.KEEP_STOCK,
            Can.EDIT_SCHEDULE,
            Can.AUDIT_REWARDS,
            Can.KEEP_LIBRARY,
        }
    ),
    Role.CLINIC_STAFF: frozenset(
        {*_EVERYONE, Can.IMPORT_CLIENTS, Can.GIVE_REWARD, Can.KEEP_STOCK, Can.KEEP_LIBRARY}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            *_EVERYONE,
            *_GUARDING,
            Can.COVER,
            Can.ASSIGN_CLIENT,
            Can.IMPORT_CLIENTS,
            Can.MANAGE_PEOPLE,
            Can.SET_POLICY,
            Can.SEE_TRAIL,
            Can.EXPORT_EVERYTHING,
            Can.KEEP_STOCK,
            Can.EDIT_SCHEDULE,
            Can.AUDIT_REWARDS,
            Can.KEEP_VAULT,
            Can.DESTROY,
            Can.KEEP_LIBRARY,
        }
    ),
}
