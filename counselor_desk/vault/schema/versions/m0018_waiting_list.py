"""Who waits for an appointment."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0018_waiting_list.sql"):
        op.get_bind().exec_driver_sql(statement)
