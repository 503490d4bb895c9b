"""The endpoints of the Seedance simulator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from vidpipe.sandbox.call import Answer, BadBody, Call
from vidpipe.sandbox.film_jobs import SUCCEEDS
from vidpipe.sandbox.footage import as_mov, frames_at, picture_file
from vidpipe.sandbox.keys import is_sandbox_key
from vidpipe.sandbox.ranges import file_answer
from vidpipe.sandbox.seedance.errors import Refused, invalid, reply
from vidpipe.sandbox.seedance.faults import faults
from vidpipe.sandbox.seedance.order import Order, read_order
from vidpipe.sandbox.seedance.storage import HOST, refuse_url, storage_error
from vidpipe.sandbox.seedance.tasks import CANCELLED, Task, Tasks, record
from vidpipe.sandbox.service import Balance, Endpoint, Service

_TASKS = "/api/v3/contents/generations/tasks"
_MEDIA_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime", "png": "image/png"}
_LARGEST_PAGE = 500


class Seedance(Service):
    """Film tasks: create, poll, list, delete, and the storage host of the results."""

    name = "seedance"
    account: Mapping[str, Balance] = MappingProxyType(
        {"balance_usd": None, "requests_a_minute": None, "unfinished_tasks": None}
    )

    def __init__(self) -> None:
        self.faults = faults(self._doom)

    def endpoints(self) -> list[Endpoint]:
        """Everything it answers to."""
        quick = (0.05, 0.3)
        return [
            Endpoint("create", "POST", _TASKS, _answering(self._create), (0.3, 1.5)),
            Endpoint("list", "GET", _TASKS, _answering(self._list), quick),
            Endpoint("get", "GET", _TASKS + "/{id}", _answering(self._get), quick),
            Endpoint("delete", "DELETE", _TASKS + "/{id}", _answering(self._delete), quick),
            Endpoint("download", "GET", "/{name}", self._download, (0.1, 0.5), host=HOST),
        ]

    def unknown(self, call: Call) -> Answer:
        """Answer a path that Ark does not have."""
        return Refused(404, "NotFound", "The requested path does not exist.").answer(call)

    def _create(self, call: Call) -> Answer:
        return self._begin(call, SUCCEEDS)

    def _begin(self, call: Call, fate: str) -> Answer:
        try:
            body = call.json()
        except BadBody as error:
            raise invalid("the body must be a JSON object", "body") from error
        order = read_order(body, call.key or "")
        tasks = Tasks(call.world)
        if order.draft_task is not None:
            order = _after_draft(order, _draft(call, tasks, order.draft_task))
        _check_limits(call, tasks, order)
        task = tasks.create(call, order, fate)
        charge = order.price_usd if fate == SUCCEEDS else 0.0
        _spend(call, charge)
        return reply(call, {"id": task.id}, charge_usd=charge)

    def _get(self, call: Call) -> Answer:
        return reply(call, record(call, Tasks(call.world).find(call, call.params["id"])))

    def _list(self, call: Call) -> Answer:
        tasks = Tasks(call.world).of(call.key)
        filters: dict[str, Callable[[Task], str]] = {
            "filter.status": lambda task: task.status(call.world.now()),
            "filter.model": lambda task: task.asked.model,
            "filter.service_tier": lambda task: task.asked.service_tier,
            "filter.task_ids": lambda task: task.id,
        }
        for name, value in filters.items():
            wanted = [text for text in call.query.getlist(name) if text]
            tasks = [task for task in tasks if not wanted or value(task) in wanted]
        number, size = _whole(call, "page_num", 1), _whole(call, "page_size", 10)
        page = tasks[(number - 1) * size : number * size]
        return reply(call, {"total": len(tasks), "items": [record(call, task) for task in page]})

    def _delete(self, call: Call) -> Answer:
        tasks = Tasks(call.world)
        task = tasks.find(call, call.params["id"])
        status = task.status(call.world.now())
        if status == "running":
            raise invalid("a running task cannot be deleted", "id")
        refund = 0.0
        if status == "queued":
            refund = task.asked.price_usd if task.fate == SUCCEEDS else 0.0
            task.fate, task.ended = CANCELLED, call.world.now()
        else:
            tasks.forget(task)
        _spend(call, -refund)
        return reply(call, {}, charge_usd=-refund)

    async def _download(self, call: Call) -> Answer:
        """Hand out a result of a task: its film, or the last frame."""
        name = call.params["name"]
        if refused := refuse_url(call, name):
            return refused
        task_id, _, kind = name.rpartition(".")
        task: Task | None = call.world.store["seedance"].get("tasks", {}).get(task_id)
        if task is None or task.film is None or kind not in _MEDIA_TYPES:
            return storage_error(call, 404, "NoSuchKey", "The specified key does not exist.")
        film = await task.film
        if kind == "png":
            [last] = await frames_at(film, [1.0])
            film = picture_file(last, "PNG")
        elif kind == "mov":
            film = await as_mov(film)
        return file_answer(call, film, _MEDIA_TYPES[kind])

    def _doom(self, call: Call, fate: str) -> Answer:
        """Do what the call asks for, and let its task end badly."""
        return _now(call, lambda asked: self._befall(asked, fate))

    def _befall(self, call: Call, fate: str) -> Answer:
        if call.request.method == "POST":
            return self._begin(call, fate)
        task = Tasks(call.world).find(call, call.params.get("id", ""))
        refund = task.asked.price_usd if task.fate == SUCCEEDS else 0.0
        task.fate = fate
        _spend(call, -refund)
        return reply(call, record(call, task), charge_usd=-refund)


def _answering(handler: Callable[[Call], Answer]) -> Callable[[Call], Awaitable[Answer]]:
    async def answer(call: Call) -> Answer:
        return _now(call, handler)

    return answer


def _now(call: Call, handler: Callable[[Call], Answer]) -> Answer:
    """Check the key, let the handler answer, and put what it refuses into the provider's words."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer" or not is_sandbox_key(key):
            raise Refused(401, "AuthenticationError", "The API key in the request is missing or invalid.")
        call.key = key.strip()
        return handler(call)
    except Refused as refused:
        return refused.answer(call)


def _check_limits(call: Call, tasks: Tasks, order: Order) -> None:
    account, now = call.account, call.world.now()
    per_minute, unfinished, balance = (
        account[name] for name in ("requests_a_minute", "unfinished_tasks", "balance_usd")
    )
    meter = f"seedance {call.key} {order.model}"
    if per_minute is not None and call.world.meter.used(meter, 60) >= per_minute:
        message = f"Requests per minute of the model exceed the limit of {per_minute}. Please try again later."
        raise Refused(429, "ModelAccountRpmRateLimitExceeded", message)
    call.world.meter.add(meter)
    waiting = sum(not task.has_ended(now) for task in tasks.of(call.key))
    if unfinished is not None and waiting >= unfinished:
        raise Refused(429, "QuotaExceeded", f"The number of queued tasks has reached its limit of {unfinished}.")
    if balance is not None and balance < order.price_usd:
        raise Refused(403, "AccountOverdueError", "The request failed because your account has an overdue balance.")


def _spend(call: Call, usd: float) -> None:
    if call.account["balance_usd"] is not None:
        call.account["balance_usd"] -= usd


def _draft(call: Call, tasks: Tasks, task_id: str) -> Task:
    """Find the finished draft that a full film is made of."""
    found = next((task for task in tasks.of(call.key) if task.id == task_id), None)
    if found is None or not found.asked.draft or found.status(call.world.now()) != "succeeded":
        raise invalid(f"{task_id} is not a succeeded draft task", "content.draft_task.id")
    return found


def _after_draft(order: Order, draft: Task) -> Order:
    """The full film takes its words and pictures from the draft."""
    before = draft.order
    film = replace(order.film, prompt=before.prompt, first=before.first, last=before.last, seed=before.seed)
    return replace(order, film=film)


def _whole(call: Call, name: str, usual: int) -> int:
    text = call.query.get(name, str(usual))
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST_PAGE:
        raise invalid(f"must be an integer from 1 to {_LARGEST_PAGE}", name)
    return int(text)
