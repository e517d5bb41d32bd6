"""A clinic's own line of services says from which minute a begun unit counts."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    db = op.get_bind()
    db.exec_driver_sql("ALTER TABLE clinic_service ADD COLUMN counts_from INTEGER NOT NULL DEFAULT 0")
