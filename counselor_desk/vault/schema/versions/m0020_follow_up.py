"""What follows from a signed assessment of risk comes back on its day until it is done."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    db = op.get_bind()
    db.exec_driver_sql(
        "ALTER TABLE flag ADD COLUMN document_id INTEGER"
        " CONSTRAINT fk_flag_document_id_document REFERENCES document (id)"
    )
    db.exec_driver_sql("ALTER TABLE flag ADD COLUMN due_on DATE")
