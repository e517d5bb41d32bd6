"""The first schema: every table of the first release, as it stands in m0001_start.sql."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0001_start.sql"):
        op.get_bind().exec_driver_sql(statement)
