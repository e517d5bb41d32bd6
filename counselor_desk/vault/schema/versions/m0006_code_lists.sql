CREATE TABLE loaded_code_list (
    id INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    codes INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL,
    packed BLOB NOT NULL,
    loaded_by INTEGER NOT NULL,
    loaded_at DATETIME NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_loaded_code_list PRIMARY KEY (id),
    CONSTRAINT fk_loaded_code_list_loaded_by_staff FOREIGN KEY(loaded_by) REFERENCES staff (id)
)
--
CREATE INDEX ix_loaded_code_list_starts_on ON loaded_code_list (starts_on)
--
