"""The task table: what people ask of it, what workers do with it, and the dispatcher between them."""

from vidpipe.tasks.calls import CallHistory, FreeLedger, TaskCost, TaskLedger
from vidpipe.tasks.database import Database
from vidpipe.tasks.dispatch import Dispatcher, DispatchLoop
from vidpipe.tasks.queue import TaskQueue
from vidpipe.tasks.service import NewTask, TaskPage, TaskQuery, TaskService
from vidpipe.tasks.slots import ProviderSlots
from vidpipe.tasks.waiting import TaskWait, waits_of
from vidpipe.tasks.work import HEARTBEAT_SECONDS, LEASE_SECONDS, Claim, TaskWork

__all__ = [
    "HEARTBEAT_SECONDS",
    "LEASE_SECONDS",
    "CallHistory",
    "Claim",
    "Database",
    "DispatchLoop",
    "Dispatcher",
    "FreeLedger",
    "NewTask",
    "ProviderSlots",
    "TaskCost",
    "TaskLedger",
    "TaskPage",
    "TaskQuery",
    "TaskQueue",
    "TaskService",
    "TaskWait",
    "TaskWork",
    "waits_of",
]
