"""A name's suffix and a second phone have places of their own: other programs send both."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    db = op.get_bind()
    db.exec_driver_sql("ALTER TABLE client ADD COLUMN suffix VARCHAR NOT NULL DEFAULT ''")
    db.exec_driver_sql("ALTER TABLE client ADD COLUMN second_phone VARCHAR NOT NULL DEFAULT ''")
