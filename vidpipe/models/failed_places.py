"""Where a presenter cannot stand, because that was tried and failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vidpipe.models.decisions import Decided, Decision
from vidpipe.models.error_info import ErrorInfo
from vidpipe.models.manifests import Stage
from vidpipe.models.style import PresenterKind
from vidpipe.models.task import StageAttempt, StageStatus

NOT_CUT_OUT = "AVATAR_CANNOT_BE_CUT_OUT"
"""The code of the error that another place, or another portrait, is the only way out of."""


def failed_places(
    tries: Iterable[StageAttempt], decisions: Sequence[Decision], portrait: str | None
) -> dict[PresenterKind, ErrorInfo]:
    """Return the places in which the presenter could not be shown with this portrait, each with what went wrong.

    ``portrait`` is the one that a person chose, None for the one that was asked for. ``tries`` are all of the task,
    oldest first. A place that was tried once more and then worked is none of them.
    """
    failed: dict[PresenterKind, ErrorInfo] = {}
    failed_as: PresenterKind | None = None
    for one in tries:
        then = Decided.of(made for made in decisions if made.created_at <= one.started_at)
        if one.stage != Stage.AVATAR or then.portrait != portrait:
            continue
        if one.error_info is not None and one.error_info.error_code == NOT_CUT_OUT:
            failed[PresenterKind.CUTOUT], failed_as = one.error_info, then.place
        elif one.status is StageStatus.SUCCEEDED and then.place is failed_as and not then.without_presenter:
            failed.pop(PresenterKind.CUTOUT, None)
    return failed
