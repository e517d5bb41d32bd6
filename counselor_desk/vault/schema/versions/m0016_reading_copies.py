"""Whether computers of the clinic may hold charts for reading: off until the clinic says so."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE practice ADD COLUMN reading_copies BOOLEAN NOT NULL DEFAULT 0")
