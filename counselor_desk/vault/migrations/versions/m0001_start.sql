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
CREATE TABLE practice (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    idle_minutes INTEGER NOT NULL,
    note_due_hours INTEGER NOT NULL,
    part2_program BOOLEAN NOT NULL,
    paper VARCHAR NOT NULL,
    next_client_number INTEGER NOT NULL,
    vault_id VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    CONSTRAINT pk_practice PRIMARY KEY (id)
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
    registered_at DATETIME,
    closed_at DATETIME,
    merged_into_id INTEGER,
    import_batch_id INTEGER,
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
    closed_at DATETIME,
    CONSTRAINT pk_reward_audit PRIMARY KEY (id),
    CONSTRAINT fk_reward_audit_begun_by_staff FOREIGN KEY(begun_by) REFERENCES staff (id),
    CONSTRAINT fk_reward_audit_closed_by_staff FOREIGN KEY(closed_by) REFERENCES staff (id)
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
CREATE TABLE access_grant (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    reason VARCHAR NOT NULL,
    granted_by INTEGER NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    ended_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_access_grant PRIMARY KEY (id),
    CONSTRAINT fk_access_grant_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_access_grant_granted_by_staff FOREIGN KEY(granted_by) REFERENCES staff (id),
    CONSTRAINT fk_access_grant_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_access_grant_client_id ON access_grant (client_id)
--
CREATE INDEX ix_access_grant_staff_id ON access_grant (staff_id)
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
CREATE TABLE document_revision (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body JSON NOT NULL,
    signed_at DATETIME NOT NULL,
    digest VARCHAR NOT NULL,
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
    CONSTRAINT fk_enrollment_enrolled_by_staff FOREIGN KEY(enrolled_by) REFERENCES staff (id),
    CONSTRAINT fk_enrollment_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_enrollment_client_id ON enrollment (client_id)
--
CREATE INDEX ix_enrollment_schedule_key ON enrollment (schedule_key)
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
