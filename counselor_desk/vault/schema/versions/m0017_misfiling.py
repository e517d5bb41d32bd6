"""What stood in the wrong chart is told of in both."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0017_misfiling.sql"):
        op.get_bind().exec_driver_sql(statement)
