from __future__ import annotations

import asyncio
import multiprocessing
import stat
from pathlib import Path

import httpx
import pytest

from vidpipe.errors import ProviderError
from vidpipe.errors.redaction import redact
from vidpipe.providers.session import Session
from vidpipe.providers.youtube.tokens import Tokens
from vidpipe.providers.youtube.vault import read_access
from vidpipe_tests.unit.providers.youtube.fake import CLIENT, CONSENT, FakeYouTube, Publishing, token


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def get(publishing: Publishing, clock: Clock, **settings: object) -> str:
    async def once() -> str:
        async with Session(transport=httpx.MockTransport(publishing.youtube)) as session:
            return (await Tokens(session, publishing.config(**settings), clock).get()).token

    return asyncio.run(once())


def test_a_token_is_got_with_the_consent_and_used_until_shortly_before_its_end(
    youtube: FakeYouTube, publishing: Publishing
) -> None:
    clock = Clock()
    assert get(publishing, clock) == "ya29.fake-access-1"
    (request,) = youtube.requests
    assert dict(httpx.QueryParams(request.content.decode())) == {
        **CLIENT,
        "refresh_token": CONSENT,
        "grant_type": "refresh_token",
    }
    clock.now += 3_599 - 301
    assert get(publishing, clock) == "ya29.fake-access-1"
    clock.now += 2
    assert get(publishing, clock) == "ya29.fake-access-2"


def test_another_consent_has_tokens_of_its_own(publishing: Publishing) -> None:
    get(publishing, Clock())
    assert get(publishing, Clock(), refresh_token="1//another") == "ya29.fake-access-2"  # noqa: S106


def test_many_at_once_renew_once(youtube: FakeYouTube, publishing: Publishing) -> None:
    async def all_at_once() -> set[str]:
        async with Session(transport=httpx.MockTransport(youtube)) as session:
            each = (Tokens(session, publishing.config(), Clock()).get() for _ in range(20))
            return {access.token for access in await asyncio.gather(*each)}

    assert asyncio.run(all_at_once()) == {"ya29.fake-access-1"}
    assert youtube.tokens == 1


def _process(folder: Path, counter: Path) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        with counter.open("a", encoding="utf-8") as file:
            file.write("renewed\n")
        return httpx.Response(200, json=token("ya29.fake-of-a-process"))

    get(Publishing(FakeYouTube(answers=[("/token", answer)]), folder), Clock())


def test_processes_share_one_renewal(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_process, args=(tmp_path, tmp_path / "renewals")) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert (tmp_path / "renewals").read_text(encoding="utf-8") == "renewed\n"


def test_tokens_are_kept_for_this_user_alone_and_out_of_every_text(publishing: Publishing) -> None:
    get(publishing, Clock())
    folder = publishing.folder / "data" / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    text = f"it says ya29.fake-access-1 and {CONSENT} and {CLIENT['client_secret']}"
    assert redact(text) == "it says [redacted] and [redacted] and [redacted]"


def test_a_damaged_file_of_tokens_counts_as_none(publishing: Publishing) -> None:
    get(publishing, Clock())
    path = publishing.folder / "data" / "secrets" / "youtube-access.json"
    path.write_text("{", encoding="utf-8")
    assert read_access(publishing.folder / "data") is None
    assert get(publishing, Clock()) == "ya29.fake-access-2"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "Bad Request"}), "INVALID_TOKEN"),
        (httpx.Response(401, json={"error": "invalid_client", "error_description": "Unauthorized"}), "INVALID_TOKEN"),
        (httpx.Response(400, json={"error": "invalid_request"}), "INVALID_TOKEN"),
        (httpx.Response(403, text="<html>blocked</html>"), "INVALID_TOKEN"),
        (httpx.Response(408), "NETWORK_ERROR"),
        (httpx.Response(429, json={"error": "rate_limit_exceeded"}), "RATE_LIMIT"),
        (httpx.Response(500, json={"error": "internal_failure"}), "SERVER_ERROR"),
        (httpx.Response(200, json={"token_type": "Bearer"}), "SERVER_ERROR"),
        (httpx.Response(200, text="[]"), "SERVER_ERROR"),
        (httpx.ConnectTimeout("slow"), "NETWORK_ERROR"),
    ],
)
def test_googles_refusals_are_told(
    youtube: FakeYouTube, publishing: Publishing, answer: httpx.Response | Exception, code: str
) -> None:
    youtube.say("/token", answer)
    with pytest.raises(ProviderError) as caught:
        get(publishing, Clock())
    assert caught.value.code == f"YOUTUBE_{code}"


def test_a_dead_consent_names_the_trap_of_testing(youtube: FakeYouTube, publishing: Publishing) -> None:
    body = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
    youtube.say("/token", httpx.Response(400, json=body))
    with pytest.raises(ProviderError, match=r"login.*Testing.*7 days"):
        get(publishing, Clock())
