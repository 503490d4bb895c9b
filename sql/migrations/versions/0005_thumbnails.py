"""What people decide about a task's thumbnail."""

from vidpipe.tasks.migrations import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Let the table hold it."""
    run_sql("0005_thumbnails.up.sql")


def downgrade() -> None:
    """Forget those decisions."""
    run_sql("0005_thumbnails.down.sql")
