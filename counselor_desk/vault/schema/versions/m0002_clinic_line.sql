CREATE TABLE clinic_line (
    id INTEGER NOT NULL,
    authority VARCHAR NOT NULL,
    authority_key VARCHAR NOT NULL,
    server VARCHAR NOT NULL,
    server_key VARCHAR NOT NULL,
    made_at DATETIME NOT NULL,
    CONSTRAINT pk_clinic_line PRIMARY KEY (id)
)
--
CREATE TABLE computer_invitation (
    id INTEGER NOT NULL,
    verifier VARCHAR NOT NULL,
    made_by_id INTEGER NOT NULL,
    made_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    used_at DATETIME,
    withdrawn_at DATETIME,
    CONSTRAINT pk_computer_invitation PRIMARY KEY (id),
    CONSTRAINT fk_computer_invitation_made_by_id_staff FOREIGN KEY(made_by_id) REFERENCES staff (id)
)
--
CREATE TABLE clinic_computer (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    serial VARCHAR NOT NULL,
    invitation_id INTEGER NOT NULL,
    joined_at DATETIME NOT NULL,
    revoked_at DATETIME,
    revoked_by_id INTEGER,
    CONSTRAINT pk_clinic_computer PRIMARY KEY (id),
    CONSTRAINT uq_clinic_computer_serial UNIQUE (serial),
    CONSTRAINT fk_clinic_computer_invitation_id_computer_invitation FOREIGN KEY(invitation_id) REFERENCES computer_invitation (id),
    CONSTRAINT fk_clinic_computer_revoked_by_id_staff FOREIGN KEY(revoked_by_id) REFERENCES staff (id)
)
--
CREATE TABLE computer_contact (
    id INTEGER NOT NULL,
    seen_at DATETIME NOT NULL,
    CONSTRAINT pk_computer_contact PRIMARY KEY (id),
    CONSTRAINT fk_computer_contact_id_clinic_computer FOREIGN KEY(id) REFERENCES clinic_computer (id)
)
--
