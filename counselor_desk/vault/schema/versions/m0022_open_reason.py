"""Why a questionnaire was finished with questions unanswered."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    db = op.get_bind()
    db.exec_driver_sql("ALTER TABLE administration ADD COLUMN open_reason VARCHAR NOT NULL DEFAULT ''")
