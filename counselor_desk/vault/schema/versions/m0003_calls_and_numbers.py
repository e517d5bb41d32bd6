"""The front desk's log of calls; the numbers by which payers know a clinic and who works there."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0003_calls_and_numbers.sql"):
        op.get_bind().exec_driver_sql(statement)
