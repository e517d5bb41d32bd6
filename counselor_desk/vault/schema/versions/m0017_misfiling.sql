CREATE TABLE misfiling (
    id INTEGER NOT NULL,
    to_client_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    wrong_id INTEGER NOT NULL,
    right_id INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    at DATETIME NOT NULL,
    "by" INTEGER NOT NULL,
    went_out JSON NOT NULL,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_misfiling PRIMARY KEY (id),
    CONSTRAINT fk_misfiling_to_client_id_client FOREIGN KEY(to_client_id) REFERENCES client (id),
    CONSTRAINT fk_misfiling_by_staff FOREIGN KEY("by") REFERENCES staff (id),
    CONSTRAINT fk_misfiling_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_misfiling_client_id ON misfiling (client_id)
--
CREATE INDEX ix_misfiling_to_client_id ON misfiling (to_client_id)
--
