CREATE TABLE agreement (
    id INTEGER NOT NULL,
    organization VARCHAR NOT NULL,
    services VARCHAR NOT NULL,
    contact VARCHAR NOT NULL,
    signed_on DATE NOT NULL,
    ends_on DATE,
    bound BOOLEAN NOT NULL,
    resists BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    CONSTRAINT pk_agreement PRIMARY KEY (id)
)
--
CREATE TABLE audit_entry (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    staff_id INTEGER,
    session VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    client_id INTEGER,
    object VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    previous VARCHAR NOT NULL,
    mac VARCHAR NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (id)
)
--
CREATE INDEX ix_audit_entry_client_id ON audit_entry (client_id)
--
CREATE TABLE book_head (
    name VARCHAR NOT NULL,
    id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    CONSTRAINT pk_book_head PRIMARY KEY (name),
    CONSTRAINT uq_book_head_id UNIQUE (id)
)
--
CREATE TABLE phone_entry (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    name_es VARCHAR NOT NULL,
    how_en VARCHAR NOT NULL,
    how_es VARCHAR NOT NULL,
    checked_on DATE,
    CONSTRAINT pk_phone_entry PRIMARY KEY (id),
    CONSTRAINT uq_phone_entry_key UNIQUE ("key")
)
--
CREATE TABLE practice (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    idle_minutes INTEGER NOT NULL,
    note_due_hours INTEGER NOT NULL,
    smallest_count INTEGER NOT NULL,
    part2_program BOOLEAN NOT NULL,
    counseling_notes BOOLEAN NOT NULL,
    paper VARCHAR NOT NULL,
    next_client_number INTEGER NOT NULL,
    commercial BOOLEAN NOT NULL,
    vault_id VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    CONSTRAINT pk_practice PRIMARY KEY (id)
)
--
CREATE TABLE signed_form (
    id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    form JSON NOT NULL,
    CONSTRAINT pk_signed_form PRIMARY KEY (id),
    CONSTRAINT uq_signed_form_digest UNIQUE (digest)
)
--
CREATE TABLE staff (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sign_in VARCHAR NOT NULL,
    role VARCHAR(40) NOT NULL,
    credential VARCHAR NOT NULL,
    supervisor_id INTEGER,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_staff PRIMARY KEY (id),
    CONSTRAINT uq_staff_sign_in UNIQUE (sign_in),
    CONSTRAINT fk_staff_supervisor_id_staff FOREIGN KEY(supervisor_id) REFERENCES staff (id)
)
--
CREATE TABLE trail_signature (
    id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    mac VARCHAR NOT NULL,
    staff_id INTEGER NOT NULL,
    public BLOB NOT NULL,
    signature BLOB NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_trail_signature PRIMARY KEY (id)
)
--
CREATE INDEX ix_trail_signature_line ON trail_signature (line)
--
CREATE TABLE breach (
    id INTEGER NOT NULL,
    discovered_on DATE NOT NULL,
    happened_on DATE,
    people INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    assessment VARCHAR NOT NULL,
    no_notice BOOLEAN NOT NULL,
    done VARCHAR NOT NULL,
    people_told_on DATE,
    hhs_told_on DATE,
    media_told_on DATE,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    CONSTRAINT pk_breach PRIMARY KEY (id),
    CONSTRAINT fk_breach_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id)
)
--
CREATE TABLE chart_audit (
    id INTEGER NOT NULL,
    auditor_id INTEGER NOT NULL,
    seed VARCHAR NOT NULL,
    pool JSON NOT NULL,
    wanted INTEGER NOT NULL,
    begun_at DATETIME NOT NULL,
    closed_at DATETIME,
    CONSTRAINT pk_chart_audit PRIMARY KEY (id),
    CONSTRAINT fk_chart_audit_auditor_id_staff FOREIGN KEY(auditor_id) REFERENCES staff (id)
)
--
CREATE TABLE client (
    id INTEGER NOT NULL,
    counselor_id INTEGER,
    number VARCHAR NOT NULL,
    given_name VARCHAR NOT NULL,
    middle_name VARCHAR NOT NULL,
    family_name VARCHAR NOT NULL,
    preferred_name VARCHAR NOT NULL,
    pronouns VARCHAR NOT NULL,
    born DATE,
    sex VARCHAR NOT NULL,
    gender VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    voicemail_ok BOOLEAN NOT NULL,
    clinic_name_ok BOOLEAN NOT NULL,
    mail_ok BOOLEAN NOT NULL,
    restricted BOOLEAN NOT NULL,
    restricted_why VARCHAR NOT NULL,
    registered_at DATETIME,
    closed_at DATETIME,
    merged_into_id INTEGER,
    import_batch_id INTEGER,
    destroyed_on DATE,
    search VARCHAR NOT NULL,
    CONSTRAINT pk_client PRIMARY KEY (id),
    CONSTRAINT fk_client_counselor_id_staff FOREIGN KEY(counselor_id) REFERENCES staff (id),
    CONSTRAINT uq_client_number UNIQUE (number),
    CONSTRAINT fk_client_merged_into_id_client FOREIGN KEY(merged_into_id) REFERENCES client (id)
)
--
CREATE INDEX ix_client_counselor_id ON client (counselor_id)
--
CREATE INDEX ix_client_import_batch_id ON client (import_batch_id)
--
CREATE TABLE clinic_statement (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    area VARCHAR(40) NOT NULL,
    words VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    does JSON NOT NULL,
    saved_by INTEGER NOT NULL,
    saved_at DATETIME NOT NULL,
    CONSTRAINT pk_clinic_statement PRIMARY KEY (id),
    CONSTRAINT fk_clinic_statement_saved_by_staff FOREIGN KEY(saved_by) REFERENCES staff (id)
)
--
CREATE TABLE destruction (
    id INTEGER NOT NULL,
    chart INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    kept_until DATE NOT NULL,
    reason VARCHAR NOT NULL,
    early VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    counts JSON NOT NULL,
    entries JSON NOT NULL,
    entries_sha256 VARCHAR NOT NULL,
    names_elsewhere INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    witness_id INTEGER NOT NULL,
    registered_at DATETIME,
    begun_at DATETIME NOT NULL,
    finished_at DATETIME,
    CONSTRAINT pk_destruction PRIMARY KEY (id),
    CONSTRAINT uq_destruction_chart UNIQUE (chart),
    CONSTRAINT fk_destruction_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_destruction_witness_id_staff FOREIGN KEY(witness_id) REFERENCES staff (id)
)
--
CREATE TABLE family_session (
    id INTEGER NOT NULL,
    program VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    series VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    starts_at DATETIME NOT NULL,
    minutes INTEGER NOT NULL,
    place VARCHAR NOT NULL,
    staff_id INTEGER NOT NULL,
    handouts JSON NOT NULL,
    guests INTEGER NOT NULL,
    CONSTRAINT pk_family_session PRIMARY KEY (id),
    CONSTRAINT fk_family_session_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
)
--
CREATE INDEX ix_family_session_series ON family_session (series)
--
CREATE INDEX ix_family_session_starts ON family_session (starts_at)
--
CREATE TABLE handout_copy (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    made_at DATETIME NOT NULL,
    made_by INTEGER NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_handout_copy PRIMARY KEY (id),
    CONSTRAINT fk_handout_copy_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_handout_copy_key ON handout_copy ("key", language, id)
--
CREATE TABLE import_batch (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    staff_id INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    files INTEGER NOT NULL,
    clients INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    left_out JSON NOT NULL,
    undone_at DATETIME,
    undone_by INTEGER,
    CONSTRAINT pk_import_batch PRIMARY KEY (id),
    CONSTRAINT fk_import_batch_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_import_batch_undone_by_staff FOREIGN KEY(undone_by) REFERENCES staff (id)
)
--
CREATE TABLE learned_word (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    word VARCHAR NOT NULL,
    CONSTRAINT pk_learned_word PRIMARY KEY (id),
    CONSTRAINT uq_learned_word_staff_id_word UNIQUE (staff_id, word),
    CONSTRAINT fk_learned_word_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
)
--
CREATE INDEX ix_learned_word_staff_id ON learned_word (staff_id)
--
CREATE TABLE letter_copy (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    greeting VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    discloses JSON NOT NULL,
    made_at DATETIME NOT NULL,
    made_by INTEGER NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_letter_copy PRIMARY KEY (id),
    CONSTRAINT fk_letter_copy_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_letter_copy_key ON letter_copy ("key", id)
--
CREATE TABLE logo (
    id INTEGER NOT NULL,
    png BLOB NOT NULL,
    set_at DATETIME NOT NULL,
    set_by INTEGER NOT NULL,
    CONSTRAINT pk_logo PRIMARY KEY (id),
    CONSTRAINT fk_logo_set_by_staff FOREIGN KEY(set_by) REFERENCES staff (id)
)
--
CREATE TABLE paper_color (
    id INTEGER NOT NULL,
    color VARCHAR NOT NULL,
    set_at DATETIME NOT NULL,
    set_by INTEGER NOT NULL,
    CONSTRAINT pk_paper_color PRIMARY KEY (id),
    CONSTRAINT fk_paper_color_set_by_staff FOREIGN KEY(set_by) REFERENCES staff (id)
)
--
CREATE TABLE paper_draft (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    written JSON NOT NULL,
    saved_at DATETIME NOT NULL,
    CONSTRAINT pk_paper_draft PRIMARY KEY (id),
    CONSTRAINT uq_paper_draft_staff_id_kind_key_language UNIQUE (staff_id, kind, "key", language),
    CONSTRAINT fk_paper_draft_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
)
--
CREATE TABLE prize (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    form VARCHAR(40) NOT NULL,
    category VARCHAR NOT NULL,
    prize_class VARCHAR NOT NULL,
    cents INTEGER NOT NULL,
    merchant VARCHAR NOT NULL,
    serial VARCHAR NOT NULL,
    added_by INTEGER NOT NULL,
    added_at DATETIME NOT NULL,
    retired_at DATETIME,
    CONSTRAINT pk_prize PRIMARY KEY (id),
    CONSTRAINT fk_prize_added_by_staff FOREIGN KEY(added_by) REFERENCES staff (id)
)
--
CREATE TABLE program_closing (
    id INTEGER NOT NULL,
    why VARCHAR NOT NULL,
    acquirer VARCHAR NOT NULL,
    ends_on DATE NOT NULL,
    authority VARCHAR NOT NULL,
    keep_until DATE,
    responsible VARCHAR NOT NULL,
    storage VARCHAR NOT NULL,
    keys_kept VARCHAR NOT NULL,
    archived_on DATE,
    copied_on DATE,
    sealed_on DATE,
    sanitized_on DATE,
    begun_by INTEGER NOT NULL,
    begun_at DATETIME NOT NULL,
    finished_at DATETIME,
    CONSTRAINT pk_program_closing PRIMARY KEY (id),
    CONSTRAINT fk_program_closing_begun_by_staff FOREIGN KEY(begun_by) REFERENCES staff (id)
)
--
CREATE TABLE retention_rule (
    id INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    years INTEGER NOT NULL,
    after_majority INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    in_force_on DATE NOT NULL,
    set_by INTEGER NOT NULL,
    set_at DATETIME NOT NULL,
    CONSTRAINT pk_retention_rule PRIMARY KEY (id),
    CONSTRAINT fk_retention_rule_set_by_staff FOREIGN KEY(set_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_retention_rule_period ON retention_rule (period)
--
CREATE TABLE reward_audit (
    id INTEGER NOT NULL,
    quarter VARCHAR NOT NULL,
    first DATE NOT NULL,
    last DATE NOT NULL,
    answers JSON NOT NULL,
    counted JSON NOT NULL,
    differences INTEGER NOT NULL,
    explanation VARCHAR NOT NULL,
    ledger_count INTEGER NOT NULL,
    ledger_digest VARCHAR NOT NULL,
    stock_count INTEGER NOT NULL,
    stock_digest VARCHAR NOT NULL,
    begun_by INTEGER NOT NULL,
    begun_at DATETIME NOT NULL,
    closed_by INTEGER,
    witness_id INTEGER,
    closed_at DATETIME,
    CONSTRAINT pk_reward_audit PRIMARY KEY (id),
    CONSTRAINT fk_reward_audit_begun_by_staff FOREIGN KEY(begun_by) REFERENCES staff (id),
    CONSTRAINT fk_reward_audit_closed_by_staff FOREIGN KEY(closed_by) REFERENCES staff (id),
    CONSTRAINT fk_reward_audit_witness_id_staff FOREIGN KEY(witness_id) REFERENCES staff (id)
)
--
CREATE INDEX ix_reward_audit_quarter ON reward_audit (quarter)
--
CREATE TABLE reward_policy (
    id INTEGER NOT NULL,
    limits JSON NOT NULL,
    witness_above_cents INTEGER NOT NULL,
    changed_by INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_reward_policy PRIMARY KEY (id),
    CONSTRAINT fk_reward_policy_changed_by_staff FOREIGN KEY(changed_by) REFERENCES staff (id)
)
--
CREATE TABLE reward_schedule (
    id INTEGER NOT NULL,
    "key" VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    body JSON NOT NULL,
    made_by INTEGER NOT NULL,
    made_at DATETIME NOT NULL,
    retired_at DATETIME,
    CONSTRAINT pk_reward_schedule PRIMARY KEY (id),
    CONSTRAINT uq_reward_schedule_key_version UNIQUE ("key", version),
    CONSTRAINT fk_reward_schedule_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id)
)
--
CREATE TABLE slip_count (
    id INTEGER NOT NULL,
    schedule_key VARCHAR NOT NULL,
    bowl VARCHAR NOT NULL,
    expected JSON NOT NULL,
    counted JSON NOT NULL,
    explanation VARCHAR NOT NULL,
    counted_by INTEGER NOT NULL,
    counted_at DATETIME NOT NULL,
    CONSTRAINT pk_slip_count PRIMARY KEY (id),
    CONSTRAINT fk_slip_count_counted_by_staff FOREIGN KEY(counted_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_slip_count_schedule_key ON slip_count (schedule_key)
--
CREATE TABLE snippet (
    id INTEGER NOT NULL,
    short VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    owner_id INTEGER,
    CONSTRAINT pk_snippet PRIMARY KEY (id),
    CONSTRAINT fk_snippet_owner_id_staff FOREIGN KEY(owner_id) REFERENCES staff (id)
)
--
CREATE TABLE supervision_hour (
    id INTEGER NOT NULL,
    supervisor_id INTEGER NOT NULL,
    supervisee_id INTEGER NOT NULL,
    held_on DATE NOT NULL,
    minutes INTEGER NOT NULL,
    manner VARCHAR NOT NULL,
    topics VARCHAR NOT NULL,
    recorded_at DATETIME NOT NULL,
    CONSTRAINT pk_supervision_hour PRIMARY KEY (id),
    CONSTRAINT fk_supervision_hour_supervisor_id_staff FOREIGN KEY(supervisor_id) REFERENCES staff (id),
    CONSTRAINT fk_supervision_hour_supervisee_id_staff FOREIGN KEY(supervisee_id) REFERENCES staff (id)
)
--
CREATE INDEX ix_supervision_hour_supervisee_id ON supervision_hour (supervisee_id)
--
CREATE TABLE therapy_group (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    fewest INTEGER NOT NULL,
    most INTEGER NOT NULL,
    limits_from VARCHAR NOT NULL,
    leader_id INTEGER NOT NULL,
    ended_on DATE,
    CONSTRAINT pk_therapy_group PRIMARY KEY (id),
    CONSTRAINT fk_therapy_group_leader_id_staff FOREIGN KEY(leader_id) REFERENCES staff (id)
)
--
CREATE TABLE access_grant (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    reason VARCHAR NOT NULL,
    granted_by INTEGER NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    ended_at DATETIME,
    reviewed_at DATETIME,
    reviewed_by INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_access_grant PRIMARY KEY (id),
    CONSTRAINT fk_access_grant_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_access_grant_granted_by_staff FOREIGN KEY(granted_by) REFERENCES staff (id),
    CONSTRAINT fk_access_grant_reviewed_by_staff FOREIGN KEY(reviewed_by) REFERENCES staff (id),
    CONSTRAINT fk_access_grant_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_access_grant_client_id ON access_grant (client_id)
--
CREATE INDEX ix_access_grant_staff_id ON access_grant (staff_id)
--
CREATE TABLE activity (
    id INTEGER NOT NULL,
    done_on DATE NOT NULL,
    kind VARCHAR NOT NULL,
    minutes INTEGER,
    helped INTEGER,
    note VARCHAR NOT NULL,
    struck_at DATETIME,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_activity PRIMARY KEY (id),
    CONSTRAINT fk_activity_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_activity_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_activity_client_day ON activity (client_id, done_on)
--
CREATE INDEX ix_activity_client_id ON activity (client_id)
--
CREATE TABLE administration (
    id INTEGER NOT NULL,
    instrument VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    language VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    taken_on DATE NOT NULL,
    taken_at DATETIME NOT NULL,
    taken_by INTEGER NOT NULL,
    answers JSON NOT NULL,
    complete BOOLEAN NOT NULL,
    finished BOOLEAN NOT NULL,
    findings JSON NOT NULL,
    void_reason VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_administration PRIMARY KEY (id),
    CONSTRAINT fk_administration_taken_by_staff FOREIGN KEY(taken_by) REFERENCES staff (id),
    CONSTRAINT fk_administration_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_administration_client_id ON administration (client_id)
--
CREATE INDEX ix_administration_instrument ON administration (instrument)
--
CREATE TABLE appointment (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    starts_at DATETIME NOT NULL,
    minutes INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    series VARCHAR NOT NULL,
    gathering VARCHAR NOT NULL,
    attendance VARCHAR(40) NOT NULL,
    why VARCHAR NOT NULL,
    marked_at DATETIME,
    marked_by INTEGER,
    booked_by INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (id),
    CONSTRAINT fk_appointment_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_appointment_marked_by_staff FOREIGN KEY(marked_by) REFERENCES staff (id),
    CONSTRAINT fk_appointment_booked_by_staff FOREIGN KEY(booked_by) REFERENCES staff (id),
    CONSTRAINT fk_appointment_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_appointment_client_id ON appointment (client_id)
--
CREATE INDEX ix_appointment_gathering ON appointment (gathering)
--
CREATE INDEX ix_appointment_series ON appointment (series)
--
CREATE INDEX ix_appointment_staff ON appointment (staff_id, starts_at)
--
CREATE INDEX ix_appointment_starts ON appointment (starts_at)
--
CREATE TABLE audited_chart (
    id INTEGER NOT NULL,
    audit_id INTEGER NOT NULL,
    answers JSON NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_audited_chart PRIMARY KEY (id),
    CONSTRAINT fk_audited_chart_audit_id_chart_audit FOREIGN KEY(audit_id) REFERENCES chart_audit (id),
    CONSTRAINT fk_audited_chart_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_audited_chart_audit_id ON audited_chart (audit_id)
--
CREATE INDEX ix_audited_chart_client_id ON audited_chart (client_id)
--
CREATE TABLE authorization (
    id INTEGER NOT NULL,
    payer VARCHAR NOT NULL,
    member_number VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    units INTEGER NOT NULL,
    used_elsewhere INTEGER NOT NULL,
    service_kind VARCHAR NOT NULL,
    closed_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_authorization PRIMARY KEY (id),
    CONSTRAINT fk_authorization_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_authorization_client_id ON authorization (client_id)
--
CREATE TABLE consent (
    id INTEGER NOT NULL,
    form VARCHAR NOT NULL,
    form_version INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    body JSON NOT NULL,
    expires_on DATE,
    made_by INTEGER NOT NULL,
    made_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    signer VARCHAR NOT NULL,
    signer_basis VARCHAR NOT NULL,
    signer_reason VARCHAR NOT NULL,
    signed_on DATE,
    signed_at DATETIME,
    witnessed_by INTEGER,
    strokes JSON NOT NULL,
    on_paper BOOLEAN NOT NULL,
    digest VARCHAR NOT NULL,
    revoked_on DATE,
    revoked_how VARCHAR NOT NULL,
    revoked_by INTEGER,
    event_on DATE,
    known_false VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT fk_consent_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id),
    CONSTRAINT fk_consent_witnessed_by_staff FOREIGN KEY(witnessed_by) REFERENCES staff (id),
    CONSTRAINT fk_consent_revoked_by_staff FOREIGN KEY(revoked_by) REFERENCES staff (id),
    CONSTRAINT fk_consent_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_consent_client_id ON consent (client_id)
--
CREATE INDEX ix_consent_expires_on ON consent (expires_on)
--
CREATE TABLE counseling_note (
    id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    session_on DATE NOT NULL,
    sealed BLOB NOT NULL,
    written_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_counseling_note PRIMARY KEY (id),
    CONSTRAINT fk_counseling_note_author_id_staff FOREIGN KEY(author_id) REFERENCES staff (id),
    CONSTRAINT fk_counseling_note_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_counseling_note_author_id ON counseling_note (author_id)
--
CREATE INDEX ix_counseling_note_client_id ON counseling_note (client_id)
--
CREATE TABLE diagnosis (
    id INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    release VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    severity VARCHAR NOT NULL,
    onset_on DATE,
    diagnosed_on DATE NOT NULL,
    diagnosed_by VARCHAR NOT NULL,
    last_criterion_on DATE,
    maintenance BOOLEAN NOT NULL,
    controlled BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    resolved_on DATE,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_diagnosis PRIMARY KEY (id),
    CONSTRAINT fk_diagnosis_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_diagnosis_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_diagnosis_client_id ON diagnosis (client_id)
--
CREATE TABLE document (
    id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    template VARCHAR NOT NULL,
    template_version INTEGER NOT NULL,
    body JSON NOT NULL,
    revision INTEGER NOT NULL,
    status VARCHAR(40) NOT NULL,
    occurred_on DATE,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    late_reason VARCHAR NOT NULL,
    signed_at DATETIME,
    digest VARCHAR NOT NULL,
    returned_at DATETIME,
    returned_by INTEGER,
    return_comment VARCHAR NOT NULL,
    cosigned_at DATETIME,
    cosigned_by INTEGER,
    void_reason VARCHAR NOT NULL,
    discarded_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT fk_document_author_id_staff FOREIGN KEY(author_id) REFERENCES staff (id),
    CONSTRAINT fk_document_returned_by_staff FOREIGN KEY(returned_by) REFERENCES staff (id),
    CONSTRAINT fk_document_cosigned_by_staff FOREIGN KEY(cosigned_by) REFERENCES staff (id),
    CONSTRAINT fk_document_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_document_author_id ON document (author_id)
--
CREATE INDEX ix_document_client_id ON document (client_id)
--
CREATE INDEX ix_document_status ON document (status)
--
CREATE TABLE episode (
    id INTEGER NOT NULL,
    referred_on DATE,
    referral VARCHAR NOT NULL,
    screened_on DATE,
    admitted_on DATE,
    discharged_on DATE,
    reason VARCHAR(40),
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_episode PRIMARY KEY (id),
    CONSTRAINT fk_episode_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_episode_client_id ON episode (client_id)
--
CREATE TABLE group_member (
    id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    since DATE NOT NULL,
    until DATE,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_group_member PRIMARY KEY (id),
    CONSTRAINT fk_group_member_group_id_therapy_group FOREIGN KEY(group_id) REFERENCES therapy_group (id),
    CONSTRAINT fk_group_member_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_group_member_client_id ON group_member (client_id)
--
CREATE INDEX ix_group_member_group_id ON group_member (group_id)
--
CREATE TABLE group_session (
    id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    held_on DATE NOT NULL,
    led_by INTEGER NOT NULL,
    shared JSON NOT NULL,
    started_at DATETIME NOT NULL,
    written_at DATETIME,
    CONSTRAINT pk_group_session PRIMARY KEY (id),
    CONSTRAINT fk_group_session_group_id_therapy_group FOREIGN KEY(group_id) REFERENCES therapy_group (id),
    CONSTRAINT fk_group_session_led_by_staff FOREIGN KEY(led_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_group_session_group_id ON group_session (group_id)
--
CREATE TABLE hold (
    id INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    placed_on DATE NOT NULL,
    placed_by INTEGER NOT NULL,
    lifted_on DATE,
    lifted_by INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT fk_hold_placed_by_staff FOREIGN KEY(placed_by) REFERENCES staff (id),
    CONSTRAINT fk_hold_lifted_by_staff FOREIGN KEY(lifted_by) REFERENCES staff (id),
    CONSTRAINT fk_hold_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_hold_client_id ON hold (client_id)
--
CREATE TABLE imported_history (
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    import_batch_id INTEGER NOT NULL,
    brought_at DATETIME NOT NULL,
    source_id VARCHAR NOT NULL,
    body JSON NOT NULL,
    CONSTRAINT pk_imported_history PRIMARY KEY (id),
    CONSTRAINT fk_imported_history_client_id_client FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE CASCADE,
    CONSTRAINT fk_imported_history_import_batch_id_import_batch FOREIGN KEY(import_batch_id) REFERENCES import_batch (id)
)
--
CREATE INDEX ix_imported_history_client_id ON imported_history (client_id)
--
CREATE TABLE medication (
    id INTEGER NOT NULL,
    medicine VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    dose VARCHAR NOT NULL,
    prescriber VARCHAR NOT NULL,
    prescriber_phone VARCHAR NOT NULL,
    started_on DATE,
    last_taken_on DATE,
    next_due_on DATE,
    missed_days INTEGER NOT NULL,
    side_effects VARCHAR NOT NULL,
    barriers VARCHAR NOT NULL,
    stopped_on DATE,
    stop_reason VARCHAR NOT NULL,
    changed_at DATETIME,
    changed_by INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_medication PRIMARY KEY (id),
    CONSTRAINT fk_medication_changed_by_staff FOREIGN KEY(changed_by) REFERENCES staff (id),
    CONSTRAINT fk_medication_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_medication_client_id ON medication (client_id)
--
CREATE TABLE medication_offer (
    id INTEGER NOT NULL,
    medicine VARCHAR NOT NULL,
    choice VARCHAR(40) NOT NULL,
    why VARCHAR NOT NULL,
    offered_on DATE NOT NULL,
    offered_by INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_medication_offer PRIMARY KEY (id),
    CONSTRAINT fk_medication_offer_offered_by_staff FOREIGN KEY(offered_by) REFERENCES staff (id),
    CONSTRAINT fk_medication_offer_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_medication_offer_client_id ON medication_offer (client_id)
--
CREATE TABLE naloxone_kit (
    id INTEGER NOT NULL,
    given_on DATE NOT NULL,
    expires_on DATE,
    lot VARCHAR NOT NULL,
    kept_at VARCHAR NOT NULL,
    trained VARCHAR NOT NULL,
    education BOOLEAN NOT NULL,
    given_by INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_naloxone_kit PRIMARY KEY (id),
    CONSTRAINT fk_naloxone_kit_given_by_staff FOREIGN KEY(given_by) REFERENCES staff (id),
    CONSTRAINT fk_naloxone_kit_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_naloxone_kit_client_id ON naloxone_kit (client_id)
--
CREATE TABLE privacy_request (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    asked_on DATE NOT NULL,
    asked_by VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    has_subpoena BOOLEAN NOT NULL,
    has_order BOOLEAN NOT NULL,
    court VARCHAR NOT NULL,
    due_on DATE,
    extended_why VARCHAR NOT NULL,
    closed_on DATE,
    outcome VARCHAR NOT NULL,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_privacy_request PRIMARY KEY (id),
    CONSTRAINT fk_privacy_request_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_privacy_request_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_privacy_request_client_id ON privacy_request (client_id)
--
CREATE TABLE relative (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    large_print BOOLEAN NOT NULL,
    screened_on DATE,
    safety_first BOOLEAN NOT NULL,
    ended_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_relative PRIMARY KEY (id),
    CONSTRAINT fk_relative_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_relative_client_id ON relative (client_id)
--
CREATE TABLE specimen (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    panel VARCHAR NOT NULL,
    collected_at DATETIME NOT NULL,
    collected_by INTEGER NOT NULL,
    observed BOOLEAN NOT NULL,
    validity VARCHAR(40) NOT NULL,
    chain JSON NOT NULL,
    note VARCHAR NOT NULL,
    void_reason VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_specimen PRIMARY KEY (id),
    CONSTRAINT fk_specimen_collected_by_staff FOREIGN KEY(collected_by) REFERENCES staff (id),
    CONSTRAINT fk_specimen_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_specimen_client_id ON specimen (client_id)
--
CREATE TABLE substance (
    id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    substance VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    route VARCHAR NOT NULL,
    frequency VARCHAR NOT NULL,
    first_use_age INTEGER,
    last_use_on DATE,
    stage VARCHAR NOT NULL,
    change_stage VARCHAR NOT NULL,
    needs JSON NOT NULL,
    note VARCHAR NOT NULL,
    changed_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_substance PRIMARY KEY (id),
    CONSTRAINT fk_substance_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_substance_client_id ON substance (client_id)
--
CREATE TABLE supports (
    id INTEGER NOT NULL,
    wanted JSON NOT NULL,
    unwanted VARCHAR NOT NULL,
    coach VARCHAR NOT NULL,
    coach_phone VARCHAR NOT NULL,
    friend VARCHAR NOT NULL,
    changed_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_supports PRIMARY KEY (id),
    CONSTRAINT fk_supports_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_supports_client_id ON supports (client_id)
--
CREATE TABLE use_event (
    id INTEGER NOT NULL,
    happened_on DATE NOT NULL,
    substance VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    overdose BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_use_event PRIMARY KEY (id),
    CONSTRAINT fk_use_event_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_use_event_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_use_event_client_id ON use_event (client_id)
--
CREATE TABLE withdrawal (
    id INTEGER NOT NULL,
    course VARCHAR NOT NULL,
    last_use_at DATETIME NOT NULL,
    setting VARCHAR NOT NULL,
    comfort VARCHAR NOT NULL,
    pregnant BOOLEAN NOT NULL,
    signs JSON NOT NULL,
    begun_at DATETIME NOT NULL,
    ended_on DATE,
    linked JSON NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_withdrawal PRIMARY KEY (id),
    CONSTRAINT fk_withdrawal_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_withdrawal_client_id ON withdrawal (client_id)
--
CREATE TABLE addendum (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    is_correction BOOLEAN NOT NULL,
    text VARCHAR NOT NULL,
    signed_at DATETIME NOT NULL,
    digest VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_addendum PRIMARY KEY (id),
    CONSTRAINT fk_addendum_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_addendum_author_id_staff FOREIGN KEY(author_id) REFERENCES staff (id),
    CONSTRAINT fk_addendum_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_addendum_client_id ON addendum (client_id)
--
CREATE INDEX ix_addendum_document_id ON addendum (document_id)
--
CREATE TABLE closing_client (
    id INTEGER NOT NULL,
    closing_id INTEGER NOT NULL,
    way VARCHAR(40) NOT NULL,
    asked_on DATE,
    asked_how VARCHAR NOT NULL,
    answer VARCHAR(40) NOT NULL,
    consent_id INTEGER,
    done_on DATE,
    changed_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_closing_client PRIMARY KEY (id),
    CONSTRAINT uq_closing_client_client_id UNIQUE (client_id),
    CONSTRAINT fk_closing_client_closing_id_program_closing FOREIGN KEY(closing_id) REFERENCES program_closing (id),
    CONSTRAINT fk_closing_client_consent_id_consent FOREIGN KEY(consent_id) REFERENCES consent (id),
    CONSTRAINT fk_closing_client_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_closing_client_client_id ON closing_client (client_id)
--
CREATE TABLE discharge (
    id INTEGER NOT NULL,
    episode_id INTEGER NOT NULL,
    last_contact_on DATE,
    after_care VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_discharge PRIMARY KEY (id),
    CONSTRAINT uq_discharge_episode_id UNIQUE (episode_id),
    CONSTRAINT fk_discharge_episode_id_episode FOREIGN KEY(episode_id) REFERENCES episode (id),
    CONSTRAINT fk_discharge_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_discharge_client_id ON discharge (client_id)
--
CREATE TABLE disclosed (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    staff_id INTEGER NOT NULL,
    recipient VARCHAR NOT NULL,
    recipient_kind VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    consent_id INTEGER,
    categories JSON NOT NULL,
    description VARCHAR NOT NULL,
    way VARCHAR NOT NULL,
    facts JSON NOT NULL,
    documents JSON NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_disclosed PRIMARY KEY (id),
    CONSTRAINT fk_disclosed_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_disclosed_consent_id_consent FOREIGN KEY(consent_id) REFERENCES consent (id),
    CONSTRAINT fk_disclosed_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_disclosed_at ON disclosed (at)
--
CREATE INDEX ix_disclosed_client_id ON disclosed (client_id)
--
CREATE TABLE document_revision (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body JSON NOT NULL,
    signed_at DATETIME NOT NULL,
    digest VARCHAR NOT NULL,
    form_digest VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_document_revision PRIMARY KEY (id),
    CONSTRAINT uq_document_revision_document_id_number UNIQUE (document_id, number),
    CONSTRAINT fk_document_revision_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_document_revision_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_document_revision_client_id ON document_revision (client_id)
--
CREATE TABLE enrollment (
    id INTEGER NOT NULL,
    schedule_key VARCHAR NOT NULL,
    schedule_version INTEGER NOT NULL,
    terms JSON NOT NULL,
    target VARCHAR(40) NOT NULL,
    analytes JSON NOT NULL,
    prescribed JSON NOT NULL,
    objective VARCHAR NOT NULL,
    plan_document_id INTEGER,
    group_id INTEGER,
    by_session BOOLEAN NOT NULL,
    recommended_by VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    safety JSON NOT NULL,
    starts_on DATE NOT NULL,
    weekdays JSON NOT NULL,
    enrolled_by INTEGER NOT NULL,
    enrolled_at DATETIME NOT NULL,
    ended_at DATETIME,
    end_reason VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_enrollment PRIMARY KEY (id),
    CONSTRAINT fk_enrollment_plan_document_id_document FOREIGN KEY(plan_document_id) REFERENCES document (id),
    CONSTRAINT fk_enrollment_group_id_therapy_group FOREIGN KEY(group_id) REFERENCES therapy_group (id),
    CONSTRAINT fk_enrollment_enrolled_by_staff FOREIGN KEY(enrolled_by) REFERENCES staff (id),
    CONSTRAINT fk_enrollment_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_enrollment_client_id ON enrollment (client_id)
--
CREATE INDEX ix_enrollment_schedule_key ON enrollment (schedule_key)
--
CREATE TABLE family_place (
    id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    relative_id INTEGER NOT NULL,
    came BOOLEAN,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_family_place PRIMARY KEY (id),
    CONSTRAINT uq_family_place_session_id_relative_id UNIQUE (session_id, relative_id),
    CONSTRAINT fk_family_place_session_id_family_session FOREIGN KEY(session_id) REFERENCES family_session (id),
    CONSTRAINT fk_family_place_relative_id_relative FOREIGN KEY(relative_id) REFERENCES relative (id),
    CONSTRAINT fk_family_place_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_family_place_client_id ON family_place (client_id)
--
CREATE INDEX ix_family_place_session_id ON family_place (session_id)
--
CREATE TABLE flag (
    id INTEGER NOT NULL,
    administration_id INTEGER,
    opens VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    task VARCHAR NOT NULL,
    owner_id INTEGER NOT NULL,
    raised_at DATETIME NOT NULL,
    done_at DATETIME,
    done_by INTEGER,
    done VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_flag PRIMARY KEY (id),
    CONSTRAINT fk_flag_administration_id_administration FOREIGN KEY(administration_id) REFERENCES administration (id),
    CONSTRAINT fk_flag_owner_id_staff FOREIGN KEY(owner_id) REFERENCES staff (id),
    CONSTRAINT fk_flag_done_by_staff FOREIGN KEY(done_by) REFERENCES staff (id),
    CONSTRAINT fk_flag_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_flag_client_id ON flag (client_id)
--
CREATE INDEX ix_flag_done_at ON flag (done_at)
--
CREATE INDEX ix_flag_owner_id ON flag (owner_id)
--
CREATE TABLE group_seat (
    id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    was_there BOOLEAN NOT NULL,
    part JSON NOT NULL,
    document_id INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_group_seat PRIMARY KEY (id),
    CONSTRAINT uq_group_seat_session_id_client_id UNIQUE (session_id, client_id),
    CONSTRAINT fk_group_seat_session_id_group_session FOREIGN KEY(session_id) REFERENCES group_session (id),
    CONSTRAINT fk_group_seat_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_group_seat_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_group_seat_client_id ON group_seat (client_id)
--
CREATE INDEX ix_group_seat_session_id ON group_seat (session_id)
--
CREATE TABLE handout_given (
    id INTEGER NOT NULL,
    relative_id INTEGER,
    session_id INTEGER,
    handout VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    version DATE NOT NULL,
    language VARCHAR NOT NULL,
    given_at DATETIME NOT NULL,
    given_by INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_handout_given PRIMARY KEY (id),
    CONSTRAINT fk_handout_given_relative_id_relative FOREIGN KEY(relative_id) REFERENCES relative (id),
    CONSTRAINT fk_handout_given_session_id_family_session FOREIGN KEY(session_id) REFERENCES family_session (id),
    CONSTRAINT fk_handout_given_given_by_staff FOREIGN KEY(given_by) REFERENCES staff (id),
    CONSTRAINT fk_handout_given_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_handout_given_client_id ON handout_given (client_id)
--
CREATE TABLE intake (
    id INTEGER NOT NULL,
    episode_id INTEGER,
    path VARCHAR NOT NULL,
    path_version INTEGER NOT NULL,
    answers JSON NOT NULL,
    step VARCHAR NOT NULL,
    begun_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by INTEGER NOT NULL,
    finished_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_intake PRIMARY KEY (id),
    CONSTRAINT fk_intake_episode_id_episode FOREIGN KEY(episode_id) REFERENCES episode (id),
    CONSTRAINT fk_intake_changed_by_staff FOREIGN KEY(changed_by) REFERENCES staff (id),
    CONSTRAINT fk_intake_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_intake_client_id ON intake (client_id)
--
CREATE TABLE level_of_care (
    id INTEGER NOT NULL,
    episode_id INTEGER NOT NULL,
    edition VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    move VARCHAR(40) NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_level_of_care PRIMARY KEY (id),
    CONSTRAINT fk_level_of_care_episode_id_episode FOREIGN KEY(episode_id) REFERENCES episode (id),
    CONSTRAINT fk_level_of_care_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_level_of_care_client_id ON level_of_care (client_id)
--
CREATE INDEX ix_level_of_care_episode_id ON level_of_care (episode_id)
--
CREATE TABLE life_check (
    id INTEGER NOT NULL,
    episode_id INTEGER NOT NULL,
    point INTEGER NOT NULL,
    answered_on DATE NOT NULL,
    answered_by INTEGER NOT NULL,
    set_version INTEGER NOT NULL,
    answers JSON NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_life_check PRIMARY KEY (id),
    CONSTRAINT fk_life_check_episode_id_episode FOREIGN KEY(episode_id) REFERENCES episode (id),
    CONSTRAINT fk_life_check_answered_by_staff FOREIGN KEY(answered_by) REFERENCES staff (id),
    CONSTRAINT fk_life_check_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_life_check_client_id ON life_check (client_id)
--
CREATE INDEX ix_life_check_episode_id ON life_check (episode_id)
--
CREATE TABLE need_rating (
    id INTEGER NOT NULL,
    episode_id INTEGER,
    edition VARCHAR NOT NULL,
    edition_version INTEGER NOT NULL,
    rated_on DATE NOT NULL,
    rated_by INTEGER NOT NULL,
    ratings JSON NOT NULL,
    notes JSON NOT NULL,
    suggested VARCHAR NOT NULL,
    chosen VARCHAR NOT NULL,
    difference VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_need_rating PRIMARY KEY (id),
    CONSTRAINT fk_need_rating_episode_id_episode FOREIGN KEY(episode_id) REFERENCES episode (id),
    CONSTRAINT fk_need_rating_rated_by_staff FOREIGN KEY(rated_by) REFERENCES staff (id),
    CONSTRAINT fk_need_rating_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_need_rating_client_id ON need_rating (client_id)
--
CREATE TABLE objective_work (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    worked_on DATE NOT NULL,
    by_client INTEGER,
    by_counselor INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_objective_work PRIMARY KEY (id),
    CONSTRAINT fk_objective_work_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_objective_work_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_objective_work_client_id ON objective_work (client_id)
--
CREATE INDEX ix_objective_work_document_id ON objective_work (document_id)
--
CREATE INDEX ix_objective_work_series ON objective_work (client_id, code, worked_on)
--
CREATE TABLE plan_objective (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    area VARCHAR(40) NOT NULL,
    problem VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    baseline VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    started_on DATE,
    target_on DATE,
    standing VARCHAR(40) NOT NULL,
    is_shown BOOLEAN NOT NULL,
    in_force BOOLEAN NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_plan_objective PRIMARY KEY (id),
    CONSTRAINT fk_plan_objective_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_plan_objective_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_plan_objective_client_id ON plan_objective (client_id)
--
CREATE INDEX ix_plan_objective_code ON plan_objective (client_id, code)
--
CREATE INDEX ix_plan_objective_document_id ON plan_objective (document_id)
--
CREATE TABLE plan_signature (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    signer VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    manner VARCHAR NOT NULL,
    strokes JSON NOT NULL,
    reason VARCHAR NOT NULL,
    shown_digest VARCHAR NOT NULL,
    signed_at DATETIME NOT NULL,
    taken_by INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_plan_signature PRIMARY KEY (id),
    CONSTRAINT fk_plan_signature_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_plan_signature_taken_by_staff FOREIGN KEY(taken_by) REFERENCES staff (id),
    CONSTRAINT fk_plan_signature_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_plan_signature_client_id ON plan_signature (client_id)
--
CREATE INDEX ix_plan_signature_document_id ON plan_signature (document_id)
--
CREATE TABLE problem_link (
    id INTEGER NOT NULL,
    use_id INTEGER NOT NULL,
    mind_id INTEGER NOT NULL,
    direction VARCHAR(40) NOT NULL,
    evidence VARCHAR NOT NULL,
    recorded_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_problem_link PRIMARY KEY (id),
    CONSTRAINT fk_problem_link_use_id_diagnosis FOREIGN KEY(use_id) REFERENCES diagnosis (id),
    CONSTRAINT fk_problem_link_mind_id_diagnosis FOREIGN KEY(mind_id) REFERENCES diagnosis (id),
    CONSTRAINT fk_problem_link_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_problem_link_client_id ON problem_link (client_id)
--
CREATE TABLE remark (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    is_praise BOOLEAN NOT NULL,
    made_at DATETIME NOT NULL,
    settled_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_remark PRIMARY KEY (id),
    CONSTRAINT fk_remark_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
    CONSTRAINT fk_remark_author_id_staff FOREIGN KEY(author_id) REFERENCES staff (id),
    CONSTRAINT fk_remark_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_remark_client_id ON remark (client_id)
--
CREATE INDEX ix_remark_document_id ON remark (document_id)
--
CREATE TABLE scan (
    id INTEGER NOT NULL,
    consent_id INTEGER,
    label VARCHAR NOT NULL,
    media VARCHAR NOT NULL,
    content BLOB NOT NULL,
    added_by INTEGER NOT NULL,
    added_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_scan PRIMARY KEY (id),
    CONSTRAINT fk_scan_consent_id_consent FOREIGN KEY(consent_id) REFERENCES consent (id),
    CONSTRAINT fk_scan_added_by_staff FOREIGN KEY(added_by) REFERENCES staff (id),
    CONSTRAINT fk_scan_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_scan_client_id ON scan (client_id)
--
CREATE INDEX ix_scan_consent_id ON scan (consent_id)
--
CREATE TABLE score (
    id INTEGER NOT NULL,
    administration_id INTEGER NOT NULL,
    instrument VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    language VARCHAR NOT NULL,
    scale VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    value INTEGER,
    band VARCHAR NOT NULL,
    answered INTEGER NOT NULL,
    "of" INTEGER NOT NULL,
    taken_on DATE NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_score PRIMARY KEY (id),
    CONSTRAINT fk_score_administration_id_administration FOREIGN KEY(administration_id) REFERENCES administration (id),
    CONSTRAINT fk_score_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_score_administration_id ON score (administration_id)
--
CREATE INDEX ix_score_client_id ON score (client_id)
--
CREATE INDEX ix_score_series ON score (client_id, instrument, scale, taken_on)
--
CREATE TABLE specimen_result (
    id INTEGER NOT NULL,
    specimen_id INTEGER NOT NULL,
    analyte VARCHAR NOT NULL,
    finding VARCHAR(40) NOT NULL,
    expected BOOLEAN NOT NULL,
    confirmed VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_specimen_result PRIMARY KEY (id),
    CONSTRAINT fk_specimen_result_specimen_id_specimen FOREIGN KEY(specimen_id) REFERENCES specimen (id),
    CONSTRAINT fk_specimen_result_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_specimen_result_client_id ON specimen_result (client_id)
--
CREATE INDEX ix_specimen_result_specimen_id ON specimen_result (specimen_id)
--
CREATE TABLE disclosed_paper (
    id INTEGER NOT NULL,
    disclosed_id INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    content BLOB NOT NULL,
    sealed_by INTEGER,
    kept_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_disclosed_paper PRIMARY KEY (id),
    CONSTRAINT uq_disclosed_paper_disclosed_id UNIQUE (disclosed_id),
    CONSTRAINT fk_disclosed_paper_disclosed_id_disclosed FOREIGN KEY(disclosed_id) REFERENCES disclosed (id),
    CONSTRAINT fk_disclosed_paper_sealed_by_staff FOREIGN KEY(sealed_by) REFERENCES staff (id),
    CONSTRAINT fk_disclosed_paper_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_disclosed_paper_client_id ON disclosed_paper (client_id)
--
CREATE TABLE occasion (
    id INTEGER NOT NULL,
    enrollment_id INTEGER NOT NULL,
    occasion_no INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    due_on DATE NOT NULL,
    occurred_on DATE NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    rule VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    amount INTEGER NOT NULL,
    bonus INTEGER NOT NULL,
    due_cents INTEGER NOT NULL,
    paid_cents INTEGER NOT NULL,
    specimen_id INTEGER,
    evidence VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    confirmed_by INTEGER,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_occasion PRIMARY KEY (id),
    CONSTRAINT uq_occasion_enrollment_id_occasion_no_revision UNIQUE (enrollment_id, occasion_no, revision),
    CONSTRAINT fk_occasion_enrollment_id_enrollment FOREIGN KEY(enrollment_id) REFERENCES enrollment (id),
    CONSTRAINT fk_occasion_specimen_id_specimen FOREIGN KEY(specimen_id) REFERENCES specimen (id),
    CONSTRAINT fk_occasion_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_occasion_confirmed_by_staff FOREIGN KEY(confirmed_by) REFERENCES staff (id),
    CONSTRAINT fk_occasion_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_occasion_client_id ON occasion (client_id)
--
CREATE INDEX ix_occasion_enrollment_id ON occasion (enrollment_id)
--
CREATE INDEX ix_occasion_specimen_id ON occasion (specimen_id)
--
CREATE TABLE ledger_entry (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    "on" DATE NOT NULL,
    kind VARCHAR(40) NOT NULL,
    debit VARCHAR(40) NOT NULL,
    credit VARCHAR(40) NOT NULL,
    cents INTEGER NOT NULL,
    due_cents INTEGER NOT NULL,
    cap_code VARCHAR NOT NULL,
    funding VARCHAR NOT NULL,
    enrollment_id INTEGER,
    occasion_id INTEGER,
    slip VARCHAR NOT NULL,
    bowl VARCHAR NOT NULL,
    drawn_by VARCHAR NOT NULL,
    prize_id INTEGER,
    reason VARCHAR NOT NULL,
    reverses_id INTEGER,
    actor_id INTEGER NOT NULL,
    witness_id INTEGER,
    client_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    previous VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    CONSTRAINT pk_ledger_entry PRIMARY KEY (id),
    CONSTRAINT fk_ledger_entry_enrollment_id_enrollment FOREIGN KEY(enrollment_id) REFERENCES enrollment (id),
    CONSTRAINT fk_ledger_entry_occasion_id_occasion FOREIGN KEY(occasion_id) REFERENCES occasion (id),
    CONSTRAINT fk_ledger_entry_prize_id_prize FOREIGN KEY(prize_id) REFERENCES prize (id),
    CONSTRAINT uq_ledger_entry_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_ledger_entry_reverses_id_ledger_entry FOREIGN KEY(reverses_id) REFERENCES ledger_entry (id),
    CONSTRAINT fk_ledger_entry_actor_id_staff FOREIGN KEY(actor_id) REFERENCES staff (id),
    CONSTRAINT fk_ledger_entry_witness_id_staff FOREIGN KEY(witness_id) REFERENCES staff (id),
    CONSTRAINT fk_ledger_entry_client_id_client FOREIGN KEY(client_id) REFERENCES client (id),
    CONSTRAINT uq_ledger_entry_number UNIQUE (number)
)
--
CREATE INDEX ix_ledger_entry_client_id ON ledger_entry (client_id)
--
CREATE INDEX ix_ledger_entry_client_id_on ON ledger_entry (client_id, "on")
--
CREATE INDEX ix_ledger_entry_enrollment_id ON ledger_entry (enrollment_id)
--
CREATE INDEX ix_ledger_entry_occasion_id ON ledger_entry (occasion_id)
--
CREATE TABLE receipt (
    id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    strokes JSON NOT NULL,
    on_paper BOOLEAN NOT NULL,
    signed_at DATETIME NOT NULL,
    taken_by INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (id),
    CONSTRAINT uq_receipt_entry_id UNIQUE (entry_id),
    CONSTRAINT fk_receipt_entry_id_ledger_entry FOREIGN KEY(entry_id) REFERENCES ledger_entry (id),
    CONSTRAINT fk_receipt_taken_by_staff FOREIGN KEY(taken_by) REFERENCES staff (id),
    CONSTRAINT fk_receipt_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_receipt_client_id ON receipt (client_id)
--
CREATE TABLE stock_movement (
    id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    prize_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    quantity INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    entry_id INTEGER,
    receipt VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    actor_id INTEGER NOT NULL,
    witness_id INTEGER,
    number INTEGER NOT NULL,
    previous VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    CONSTRAINT pk_stock_movement PRIMARY KEY (id),
    CONSTRAINT fk_stock_movement_prize_id_prize FOREIGN KEY(prize_id) REFERENCES prize (id),
    CONSTRAINT fk_stock_movement_entry_id_ledger_entry FOREIGN KEY(entry_id) REFERENCES ledger_entry (id),
    CONSTRAINT fk_stock_movement_actor_id_staff FOREIGN KEY(actor_id) REFERENCES staff (id),
    CONSTRAINT fk_stock_movement_witness_id_staff FOREIGN KEY(witness_id) REFERENCES staff (id),
    CONSTRAINT uq_stock_movement_number UNIQUE (number)
)
--
CREATE INDEX ix_stock_movement_entry_id ON stock_movement (entry_id)
--
CREATE INDEX ix_stock_movement_prize_id ON stock_movement (prize_id)
--
CREATE VIRTUAL TABLE words USING fts5(
    client, text, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
--
INSERT INTO words(words, rank) VALUES ('secure-delete', 1)
--
