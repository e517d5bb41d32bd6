"""Groups that several people lead; words of a session that are no names."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0014_group_leaders.sql"):
        op.get_bind().exec_driver_sql(statement)
