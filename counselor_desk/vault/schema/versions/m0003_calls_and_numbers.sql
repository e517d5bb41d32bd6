CREATE TABLE phone_call (
    id INTEGER NOT NULL,
    taken_at DATETIME NOT NULL,
    taken_by INTEGER NOT NULL,
    for_id INTEGER NOT NULL,
    caller VARCHAR NOT NULL,
    caller_kind VARCHAR(40) NOT NULL,
    call_back VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    answered VARCHAR NOT NULL,
    urgent BOOLEAN NOT NULL,
    done_at DATETIME,
    done_by INTEGER,
    done VARCHAR NOT NULL,
    CONSTRAINT pk_phone_call PRIMARY KEY (id),
    CONSTRAINT fk_phone_call_taken_by_staff FOREIGN KEY(taken_by) REFERENCES staff (id),
    CONSTRAINT fk_phone_call_for_id_staff FOREIGN KEY(for_id) REFERENCES staff (id),
    CONSTRAINT fk_phone_call_done_by_staff FOREIGN KEY(done_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_phone_call_for_id ON phone_call (for_id, done_at)
--
CREATE INDEX ix_phone_call_taken_at ON phone_call (taken_at)
--
ALTER TABLE staff ADD COLUMN license VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE staff ADD COLUMN license_state VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE staff ADD COLUMN npi VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE practice ADD COLUMN state VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE practice ADD COLUMN npi VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE practice ADD COLUMN tax_number VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE practice ADD COLUMN license VARCHAR NOT NULL DEFAULT ''
--
