"""The task table, its logs, attempts and stage outputs."""

from vidpipe.tasks.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    run_sql("0001_tasks.up.sql")


def downgrade() -> None:
    """Drop them."""
    run_sql("0001_tasks.down.sql")
