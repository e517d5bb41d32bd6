CREATE TABLE clinic_form_draft (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    spot VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    way JSON NOT NULL,
    answers JSON NOT NULL,
    saved_at DATETIME NOT NULL,
    CONSTRAINT pk_clinic_form_draft PRIMARY KEY (id),
    CONSTRAINT uq_clinic_form_draft_staff_id_spot UNIQUE (staff_id, spot),
    CONSTRAINT fk_clinic_form_draft_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
)
--
CREATE TABLE chart_form_draft (
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    spot VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    way JSON NOT NULL,
    answers JSON NOT NULL,
    saved_at DATETIME NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_chart_form_draft PRIMARY KEY (id),
    CONSTRAINT uq_chart_form_draft_staff_id_client_id_spot UNIQUE (staff_id, client_id, spot),
    CONSTRAINT fk_chart_form_draft_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_chart_form_draft_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_chart_form_draft_client_id ON chart_form_draft (client_id)
--
