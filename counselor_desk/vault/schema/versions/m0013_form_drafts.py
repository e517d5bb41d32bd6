"""What is typed into any form is in the vault before it is saved."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0013_form_drafts.sql"):
        op.get_bind().exec_driver_sql(statement)
