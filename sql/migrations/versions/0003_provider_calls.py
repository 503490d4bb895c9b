"""The ledger of provider calls, the places at providers, and the pauses before tries."""

from vidpipe.tasks.migrations import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    run_sql("0003_provider_calls.up.sql")


def downgrade() -> None:
    """Drop them."""
    run_sql("0003_provider_calls.down.sql")
