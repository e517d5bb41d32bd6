CREATE TABLE group_leader (
    id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    since DATE NOT NULL,
    until DATE,
    CONSTRAINT pk_group_leader PRIMARY KEY (id),
    CONSTRAINT uq_group_leader_group_id_staff_id UNIQUE (group_id, staff_id),
    CONSTRAINT fk_group_leader_group_id_therapy_group FOREIGN KEY(group_id) REFERENCES therapy_group (id),
    CONSTRAINT fk_group_leader_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
)
--
CREATE INDEX ix_group_leader_staff_id ON group_leader (staff_id)
--
ALTER TABLE group_session ADD COLUMN not_names JSON NOT NULL DEFAULT '[]'
--
ALTER TABLE group_member ADD COLUMN ended_by_leaving BOOLEAN NOT NULL DEFAULT 0
--
