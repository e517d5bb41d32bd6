CREATE TABLE waiting_place (
    id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    minutes INTEGER NOT NULL,
    wishes VARCHAR NOT NULL,
    staff_id INTEGER,
    since DATE NOT NULL,
    ended_on DATE,
    client_id INTEGER NOT NULL,
    CONSTRAINT pk_waiting_place PRIMARY KEY (id),
    CONSTRAINT fk_waiting_place_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
    CONSTRAINT fk_waiting_place_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
)
--
CREATE INDEX ix_waiting_place_client_id ON waiting_place (client_id)
--
