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
