"""A clinic keeps its own lines of the list of ingredients."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0005_clinic_ingredient.sql"):
        op.get_bind().exec_driver_sql(statement)
