"""What the ledger keeps of a provider's job and shows to nobody."""

from vidpipe.tasks.migrations import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the column."""
    run_sql("0004_private_jobs.up.sql")


def downgrade() -> None:
    """Drop it."""
    run_sql("0004_private_jobs.down.sql")
