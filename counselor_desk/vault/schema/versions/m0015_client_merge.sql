CREATE TABLE client_merge (
    id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    "by" INTEGER NOT NULL,
    witness_id INTEGER,
    was_closed_at DATETIME,
    moved JSON NOT NULL,
    undone_at DATETIME,
    undone_by INTEGER,
    undone_why VARCHAR NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_client_merge PRIMARY KEY (id),
    CONSTRAINT fk_client_merge_other_id_client FOREIGN KEY(other_id) REFERENCES client (id),
    CONSTRAINT fk_client_merge_by_staff FOREIGN KEY("by") REFERENCES staff (id),
    CONSTRAINT fk_client_merge_witness_id_staff FOREIGN KEY(witness_id) REFERENCES staff (id),
    CONSTRAINT fk_client_merge_undone_by_staff FOREIGN KEY(undone_by) REFERENCES staff (id),
    CONSTRAINT fk_client_merge_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_client_merge_client_id ON client_merge (client_id)
--
CREATE INDEX ix_client_merge_other_id ON client_merge (other_id)
--
