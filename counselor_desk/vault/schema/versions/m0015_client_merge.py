"""Two charts of one person are merged, and the merge can be undone."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0015_client_merge.sql"):
        op.get_bind().exec_driver_sql(statement)
