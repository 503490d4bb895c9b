"""What people decide about where a task's presenter stands."""

from vidpipe.tasks.migrations import run_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Let the table hold it."""
    run_sql("0006_presenter_place.up.sql")


def downgrade() -> None:
    """Forget those decisions."""
    run_sql("0006_presenter_place.down.sql")
