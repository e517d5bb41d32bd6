"""Each line of the trail says what it did to its record; every record is counted once on it."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0007_effects.sql"):
        op.get_bind().exec_driver_sql(statement)
