"""Whom to reach for a client, and the facts that must not be missed."""

from alembic import op

from counselor_desk.vault.schema.migrate import statements

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("versions/m0021_contacts.sql"):
        op.get_bind().exec_driver_sql(statement)
