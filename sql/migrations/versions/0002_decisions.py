"""What people decide about a task, and which stages its next attempt holds."""

from vidpipe.tasks.migrations import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table and the columns."""
    run_sql("0002_decisions.up.sql")


def downgrade() -> None:
    """Drop them."""
    run_sql("0002_decisions.down.sql")
