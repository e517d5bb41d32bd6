CREATE TABLE client_contact (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    organization VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    second_phone VARCHAR NOT NULL,
    fax VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    case_number VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    recorded_by INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    ended_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_client_contact PRIMARY KEY (id),
    CONSTRAINT fk_client_contact_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
    CONSTRAINT fk_client_contact_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_client_contact_client_id ON client_contact (client_id)
--
CREATE TABLE vital_facts (
    id INTEGER NOT NULL,
    allergies VARCHAR NOT NULL,
    no_allergies BOOLEAN NOT NULL,
    pregnant VARCHAR NOT NULL,
    due_on DATE,
    prenatal_care VARCHAR NOT NULL,
    children VARCHAR NOT NULL,
    custody VARCHAR NOT NULL,
    interpreter VARCHAR NOT NULL,
    access_needs VARCHAR NOT NULL,
    changed_by INTEGER,
    changed_at DATETIME,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_vital_facts PRIMARY KEY (id),
    CONSTRAINT fk_vital_facts_changed_by_staff FOREIGN KEY(changed_by) REFERENCES staff (id),
    CONSTRAINT fk_vital_facts_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_vital_facts_client_id ON vital_facts (client_id)
--
