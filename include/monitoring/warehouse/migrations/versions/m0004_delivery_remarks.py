"""What was remarked on a delivery, and with how many earlier months it was compared."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds empty columns; what is published already stays as it is."""
    op.execute("alter table monitoring.deliveries add column compared_months bigint, add column remarks text")


def downgrade() -> None:
    """Refused: it would drop published history."""
    raise NotImplementedError("history is not taken back; restore a backup instead")
