"""Which version of a plan counts follows from the client's word on it: no flag beside it says otherwise."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE plan_objective DROP COLUMN in_force")
