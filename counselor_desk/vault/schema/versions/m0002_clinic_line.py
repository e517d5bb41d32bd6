"""A vault that is served knows its certificates, its invitations and the computers that joined."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0002_clinic_line.sql"):
        op.get_bind().exec_driver_sql(statement)
