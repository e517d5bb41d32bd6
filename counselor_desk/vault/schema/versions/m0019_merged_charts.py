"""What was merged into a chart is asked for whenever the chart is read: it has an index."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = "CREATE INDEX ix_client_merged_into_id ON client (merged_into_id)"
    op.get_bind().exec_driver_sql(made)
