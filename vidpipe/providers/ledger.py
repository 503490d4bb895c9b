"""What a provider's client is given to account for its calls: a ledger, and places within the account's limits.

The real ones are kept in the database; the ones in memory serve where nothing is paid for, and tests.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from vidpipe.models.calls import CallIntent, CallOutcome, CallStatus, EarlierCall, JobStatus

UNUSED_FOR = timedelta(days=2)
"""How long a call's answer may be gone on with; the courier keeps it for longer."""
MOST_CONTINUED = 3


class Ledger(Protocol):
    """Writes down every call: what is about to be asked before it is sent, the outcome after. Methods block."""

    def begin(self, intent: CallIntent) -> int:
        """Write down what is about to be asked; return the entry's id. Raises COST_LIMIT_REACHED and WorkLost."""
        ...

    def began_job(self, call_id: int, job_id: str, private: str | None = None) -> None:
        """Note the id of the job that the provider began.

        ``private`` is what lets one go on with it and nobody may see; it is kept until the job is over, and told by
        ``earlier`` alone.
        """
        ...

    def ended_job(self, call_id: int, status: JobStatus) -> None:
        """Note how the provider's job ended."""
        ...

    def finish(self, call_id: int, outcome: CallOutcome) -> None:
        """Note how a call went, unless that is known already: a later call that has got its answer may have told."""
        ...

    def settle(self, call_id: int, usd: float) -> None:
        """Note what a finished call was charged in the end, in place of what was expected; 0: nothing."""
        ...

    def earlier(self, provider: str, operation: str, wish: str) -> EarlierCall | None:
        """Return the last call with this wish, if it began a job or may have done so unseen."""
        ...

    def unused(self, intent: CallIntent) -> int | None:
        """Return the last paid call for the same thing, if its answer was not heard, or not put to use.

        One that succeeded counts, as who has its fruits does not ask again. One that failed, whose job failed, that is
        older than ``UNUSED_FOR``, or that was gone on with ``MOST_CONTINUED`` times does not.
        """
        ...


class Slots(Protocol):
    """Places at a provider: how many calls an account may have open, and begin per minute. Methods block."""

    def take(
        self, provider: str, account: str, *, concurrent: int, per_minute: int, hold_seconds: float
    ) -> tuple[int | None, float]:
        """Return a place's id, or None and the seconds after which to ask again."""
        ...

    def give(self, slot: int) -> None:
        """Give a place back."""
        ...


class MemoryLedger:
    """A ledger that lives as long as its object."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.intents: list[CallIntent] = []
        self.outcomes: dict[int, CallOutcome] = {}
        self.jobs: dict[int, tuple[str, JobStatus]] = {}
        self.private: dict[int, str | None] = {}
        self._started: list[datetime] = []

    def begin(self, intent: CallIntent) -> int:
        """Note the intent; entries count from 1."""
        with self._lock:
            self.intents.append(intent)
            self._started.append(datetime.now(UTC))
            return len(self.intents)

    def began_job(self, call_id: int, job_id: str, private: str | None = None) -> None:
        """Note the job."""
        self.jobs[call_id] = (job_id, JobStatus.RUNNING)
        self.private[call_id] = private

    def ended_job(self, call_id: int, status: JobStatus) -> None:
        """Note the job's end."""
        self.jobs[call_id] = (self.jobs[call_id][0], status)
        self.private[call_id] = None

    def finish(self, call_id: int, outcome: CallOutcome) -> None:
        """Note the outcome, unless it is known."""
        known = self.outcomes.get(call_id)
        if known is None or known.status is CallStatus.LOST:
            self.outcomes[call_id] = outcome

    def settle(self, call_id: int, usd: float) -> None:
        """Note the cost; an entry that was never finished keeps its outcome unknown."""
        if call_id in self.outcomes:
            changes = {"charged": "yes" if usd > 0 else "no", "cost_usd": usd}
            self.outcomes[call_id] = self.outcomes[call_id].model_copy(update=changes)

    def earlier(self, provider: str, operation: str, wish: str) -> EarlierCall | None:
        """Return the last call with this wish, by the same rules as the database's ledger."""
        for call_id in range(len(self.intents), 0, -1):
            intent = self.intents[call_id - 1]
            if (intent.provider, intent.operation, intent.wish) == (provider, operation, wish) and _is_paid_for(intent):
                return self._matters(call_id)
        return None

    def unused(self, intent: CallIntent) -> int | None:
        """Return the last paid call for the same thing, by the same rules as the database's ledger."""
        same = [n for n, one in enumerate(self.intents, 1) if _thing(one) == _thing(intent) and _is_paid_for(one)]
        if not same:
            return None
        last = same[-1]
        outcome, (_, job_status) = self.outcomes.get(last), self.jobs.get(last, (None, None))
        continued = sum(one.request.get("continues") == last for one in self.intents)
        if (outcome is not None and outcome.status is CallStatus.FAILED) or job_status is JobStatus.FAILED:
            return None
        fresh = datetime.now(UTC) - self._started[last - 1] < UNUSED_FOR
        return last if fresh and continued < MOST_CONTINUED else None

    def _matters(self, call_id: int) -> EarlierCall | None:
        job_id, job_status = self.jobs.get(call_id, (None, None))
        outcome = self.outcomes.get(call_id)
        doubtful = (
            outcome is None
            or outcome.status is CallStatus.LOST
            or (outcome.status is CallStatus.FAILED and outcome.charged == "unknown")
        )
        if (job_id is None and not doubtful) or job_status is JobStatus.FAILED:
            return None
        return EarlierCall(
            id=call_id,
            job_id=job_id,
            job_status=job_status,
            private=self.private.get(call_id),
            started_at=self._started[call_id - 1],
            request=self.intents[call_id - 1].request,
        )


def _thing(intent: CallIntent) -> tuple[str, ...]:
    return intent.provider, intent.operation, intent.wish, intent.subject, intent.account


def _is_paid_for(intent: CallIntent) -> bool:
    """Whether the call is for itself, and does not go on with another."""
    return "continues" not in intent.request


class NoSlots:
    """Places without a limit."""

    def take(
        self,
        provider: str,  # noqa: ARG002 - nothing is counted
        account: str,  # noqa: ARG002
        *,
        concurrent: int,  # noqa: ARG002
        per_minute: int,  # noqa: ARG002
        hold_seconds: float,  # noqa: ARG002
    ) -> tuple[int | None, float]:
        """Return a place."""
        return 0, 0.0

    def give(self, slot: int) -> None:
        """Take the place back."""
