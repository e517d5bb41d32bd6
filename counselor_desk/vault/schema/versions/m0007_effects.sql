CREATE TABLE trail_census (
    id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    told BLOB NOT NULL,
    CONSTRAINT pk_trail_census PRIMARY KEY (id)
)
--
CREATE INDEX ix_trail_census_line ON trail_census (line)
--
ALTER TABLE audit_entry ADD COLUMN effect VARCHAR NOT NULL DEFAULT ''
--
ALTER TABLE audit_entry ADD COLUMN signed BOOLEAN NOT NULL DEFAULT 0
--
