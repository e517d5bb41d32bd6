CREATE TABLE state_table (
    id INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    content BLOB NOT NULL,
    sha256 VARCHAR NOT NULL,
    loaded_by INTEGER NOT NULL,
    loaded_at DATETIME NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_state_table PRIMARY KEY (id),
    CONSTRAINT fk_state_table_loaded_by_staff FOREIGN KEY(loaded_by) REFERENCES staff (id)
)
--
