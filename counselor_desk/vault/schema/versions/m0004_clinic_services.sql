CREATE TABLE clinic_service (
    id INTEGER NOT NULL,
    service VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    unit_minutes INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER,
    client_there VARCHAR NOT NULL,
    modifiers VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    set_by INTEGER NOT NULL,
    set_at DATETIME NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_clinic_service PRIMARY KEY (id),
    CONSTRAINT fk_clinic_service_set_by_staff FOREIGN KEY(set_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_clinic_service_service ON clinic_service (service)
--
