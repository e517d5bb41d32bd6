"""People are found by former names and by the phone's last four: what is looked in is written again."""

from datetime import date

from alembic import op

from counselor_desk.domain.names import FindableIdentity, search_words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IDENTITY = "id, given_name, middle_name, family_name, preferred_name, number, born, phone"


def upgrade() -> None:
    db = op.get_bind()
    db.exec_driver_sql("ALTER TABLE client ADD COLUMN former_names VARCHAR NOT NULL DEFAULT ''")
    people = db.exec_driver_sql(f"SELECT {IDENTITY} FROM client WHERE destroyed_on IS NULL").all()
    for number, given, middle, family, preferred, record_number, born, phone in people:
        words = search_words(
            FindableIdentity(
                given_name=given,
                middle_name=middle,
                family_name=family,
                preferred_name=preferred,
                number=record_number,
                born=date.fromisoformat(born) if born else None,
                phone=phone,
            )
        )
        db.exec_driver_sql("UPDATE client SET search = ? WHERE id = ?", (words, number))
