"""A simulator that is made for the tests of what all simulators share."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from vidpipe.sandbox.call import Answer, BadBody, Call, json_answer
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service

KEY = "sandbox-key"
TEXT = "0123456789" * 50


def busy(_call: Call) -> Answer:
    return json_answer(503, {"error": "busy"})


class Echo(Service):
    """Answers what it got, and counts the work done."""

    name = "echo"
    faults: Mapping[str, Fault] = {"server_error": busy}
    account: Mapping[str, Balance] = {"credits": 10}

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("say", "POST", "/v1/say", self.say),
            Endpoint("form", "POST", "/v1/form", self._form),
            Endpoint("stream", "PUT", "/v1/stream", self._stream, streams=True),
            Endpoint("strict", "POST", "/v1/strict", self._strict),
            Endpoint("stored", "GET", "/{name}", self._stored, host="echo-storage"),
        ]

    async def say(self, call: Call) -> Answer:
        call.key = KEY
        call.account["credits"] -= 1
        call.world.store["echo"]["done"] = call.world.store["echo"].get("done", 0) + 1
        body = {"text": TEXT, "credits": call.account["credits"], "path": call.path, "base": call.base_url}
        return json_answer(200, body, charge_usd=0.5)

    async def _form(self, call: Call) -> Answer:
        form = await call.form()
        files = {name: [file.filename, file.content_type, len(file.data)] for name, file in form.files.items()}
        return json_answer(200, {"fields": dict(form.fields), "files": files})

    async def _stream(self, call: Call) -> Answer:
        kept = call.world.store["echo"].setdefault("kept", bytearray())
        async for chunk in call.chunks():
            kept += chunk
        return json_answer(200, {"kept": len(kept)})

    async def _strict(self, call: Call) -> Answer:
        try:
            return json_answer(200, call.json())
        except BadBody:
            return json_answer(422, {"error": "no JSON"}, outcome="refused")

    async def _stored(self, call: Call) -> Answer:
        return json_answer(200, {"name": call.params["name"], "path": call.path})


def calls(sandbox: httpx.Client, **query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sandbox.get("/__sandbox__/calls", params=query).json()
    return found


def say(sandbox: httpx.Client, **rest: object) -> httpx.Response:
    return sandbox.post("/echo/v1/say", json=rest, headers={"authorization": f"Bearer {KEY}"})
