CREATE TABLE clinic_ingredient (
    id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    also JSON NOT NULL,
    kinds JSON NOT NULL,
    explains JSON NOT NULL,
    source VARCHAR NOT NULL,
    changed_by_id INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_clinic_ingredient PRIMARY KEY (id),
    CONSTRAINT uq_clinic_ingredient_name UNIQUE (name),
    CONSTRAINT fk_clinic_ingredient_changed_by_id_staff FOREIGN KEY(changed_by_id) REFERENCES staff (id)
)
--
