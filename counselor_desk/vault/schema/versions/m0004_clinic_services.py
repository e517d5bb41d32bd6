"""The clinic's own lines in the table of services and codes."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0004_clinic_services.sql"):
        op.get_bind().exec_driver_sql(statement)
