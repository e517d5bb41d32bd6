"""Lists of diagnosis codes that a clinic has loaded."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0006_code_lists.sql"):
        op.get_bind().exec_driver_sql(statement)
