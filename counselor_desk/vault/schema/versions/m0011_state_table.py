"""The table by which a clinic's state wants the national admission and discharge set."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0011_state_table.sql"):
        op.get_bind().exec_driver_sql(statement)
