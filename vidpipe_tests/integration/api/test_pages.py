from __future__ import annotations

import re
from html.parser import HTMLParser
from unittest.mock import Mock

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from vidpipe.errors import CATALOGUE, steps
from vidpipe.models import Check, LogLevel, Stage
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World

NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)>"' &amp; 茶 🍵 {{ 7*7 }} ${1}"""


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a" and "href" in attributes]


def get(http: httpx.Client, path: str, status: int = 200) -> Page:
    answer = http.get(path, headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    # What the security policy would block must not be there.
    assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    assert all(attributes.get("src", "").startswith("/static/") for tag, attributes in page.tags if tag == "script")
    assert not [tag for tag, _ in page.tags if tag == "style"]
    return page


def test_the_start_leads_to_the_tasks(http: httpx.Client) -> None:
    assert http.get("/").headers["location"] == "/admin/tasks"


def test_an_empty_list_says_how_to_make_the_first_video(http: httpx.Client, url: str) -> None:
    text = get(http, "/admin/tasks").text
    assert "No videos yet" in text
    assert f"curl -X POST {url}/api/ai/video/generate" in text


def test_the_list_shows_tasks_and_counts(http: httpx.Client, world: World) -> None:
    failed = making.failed(world, payload={"title": "Broken tea"}, owner_id="mia")
    made = making.succeeded(world, title="Good tea")
    making.new(world, payload={"article": "Once upon a time\n\nthere was tea."})
    page = get(http, "/admin/tasks")
    for words in ("Broken tea", "SPEECH_FAILED", "mia", "Good tea", "Once upon a time there was tea."):
        assert words in page.text
    assert "All 3" in page.text
    assert "Failed 1" in page.text
    assert {f"/admin/tasks/{failed.id}", f"/admin/tasks/{made.id}"} <= set(page.links())


def test_the_list_is_narrowed_by_its_address(http: httpx.Client, world: World) -> None:
    making.failed(world, payload={"title": "Broken tea"})
    making.new(world, payload={"title": "New tea"}, type="style_matching")
    assert "New tea" not in get(http, "/admin/tasks?status=failed").text
    assert "Broken tea" not in get(http, "/admin/tasks?type=style_matching").text
    nothing = get(http, "/admin/tasks?status=succeeded&type=style_matching").text
    assert "No task matches: status succeeded, type style matching." in nothing
    assert get(http, "/admin/tasks?status=failed&type=a").links().count("/admin/tasks?type=a&status=running") == 1


def test_a_long_list_has_pages(http: httpx.Client, world: World) -> None:
    for number in range(51):
        making.new(world, payload={"title": f"Number {number:02}"})
    first = get(http, "/admin/tasks?status=pending")
    [older] = [link for link in first.links() if "cursor=" in link]
    assert "status=pending" in older
    second = get(http, older)
    assert "Number 00" in second.text
    assert "Number 00" not in first.text
    assert "/admin/tasks?status=pending" in second.links()


def test_tasks_are_counted_every_two_seconds_at_most(
    http: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Mock(wraps=world.tasks.counts)
    monkeypatch.setattr(world.tasks, "counts", counts)
    making.new(world)
    assert "All 1" in get(http, "/admin/tasks").text
    making.new(world)
    assert "All 1" in get(http, "/admin/tasks").text
    assert counts.call_count == 1
    monkeypatch.setattr("vidpipe.web.counts.MAX_AGE_SECONDS", -1.0)
    assert "All 2" in get(http, "/admin/tasks").text


def test_of_a_long_log_the_end_is_shown(http: httpx.Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidpipe.web.task_page.LOG_LINES", 3)
    task = making.new(world)
    for number in range(2):
        world.tasks.add_log(task.id, LogLevel.INFO, f"Line {number}")
    assert "the earlier ones" not in get(http, f"/admin/tasks/{task.id}").text
    world.tasks.add_log(task.id, LogLevel.INFO, "Line 2")
    page = get(http, f"/admin/tasks/{task.id}")
    assert "These are the last 3 lines; the earlier ones are in the whole log" in page.text
    assert "Task created" not in page.text
    places = [page.text.index(f"Line {number}") for number in range(3)]
    assert places == sorted(places)


@pytest.mark.parametrize("query", ["status=done", "trace=x", "type=%00", "cursor=x", "cursor=%00", "q=hello"])
def test_a_wrong_address_is_explained_on_a_page(http: httpx.Client, query: str) -> None:
    assert "VALIDATION_ERROR" in get(http, f"/admin/tasks?{query}", 400).text


def test_search_leads_to_the_task_or_its_trace(http: httpx.Client, world: World) -> None:
    task = making.new(world)
    for text in (str(task.id), f" {str(task.id).upper()} "):
        assert http.get("/admin/tasks", params={"q": text}).headers["location"] == f"/admin/tasks/{task.id}"
    found = http.get("/admin/tasks", params={"q": task.trace_id})
    assert found.headers["location"] == f"/admin/tasks?trace={task.trace_id}"
    assert str(task.id) in http.get(found.headers["location"]).text


def test_a_failed_task_says_what_to_do(http: httpx.Client, world: World) -> None:
    task = making.failed(world, message="The voice broke at <scene 2>.")
    page = get(http, f"/admin/tasks/{task.id}")
    entry = CATALOGUE["SPEECH_FAILED"]
    todo = [step.replace("`", "") for step in steps(entry, trace_id=task.trace_id)]
    assert f"vidpipe logs {task.trace_id}" in todo[-1]
    for words in ("The voice broke at <scene 2>.", "SPEECH_FAILED", entry.meaning["en"], *todo):
        assert words in page.text
    assert f"/dagster/runs/{task.run_id}" in page.links()
    assert task.trace_id in page.text
    assert "Cancel" not in page.text


def test_a_finished_video_is_shown_with_captions(http: httpx.Client, world: World) -> None:
    task = making.succeeded(world)
    page = get(http, f"/admin/tasks/{task.id}")
    [track] = [attributes for tag, attributes in page.tags if tag == "track"]
    assert (track["kind"], track["src"]) == ("captions", f"/api/tasks/{task.id}/artifacts/captions.vtt")
    [video] = [attributes for tag, attributes in page.tags if tag == "video"]
    assert video["poster"] == f"/api/tasks/{task.id}/artifacts/thumbnail.jpg"
    assert {"captions.srt", "thumbnail.jpg"} <= set(page.text.split())


def test_a_running_task_is_canceled_from_its_page(http: httpx.Client, world: World, url: str) -> None:
    task = making.started(world)
    page = get(http, f"/admin/tasks/{task.id}")
    [form] = [attributes for tag, attributes in page.tags if tag == "form"]
    assert form["method"] == "post"
    answer = http.post(str(form["action"]), headers={"origin": url})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task.id}")
    assert "canceled" in get(http, f"/admin/tasks/{task.id}").text
    assert http.post(str(form["action"]), headers={"origin": "http://evil.example"}).status_code == 403
    assert world.terminated == [task.run_id]


def test_no_text_of_a_person_becomes_markup(http: httpx.Client, world: World) -> None:
    done = making.succeeded(world, title=NASTY)
    broken = making.failed(world, message=NASTY, owner_id="<b>mia</b>", dedupe_key=NASTY, payload={"title": NASTY})
    world.tasks.add_log(broken.id, LogLevel.ERROR, NASTY, {NASTY: NASTY})
    plain = get(http, f"/admin/tasks/{making.new(world).id}")
    for path in ("/admin/tasks", f"/admin/tasks/{done.id}", f"/admin/tasks/{broken.id}"):
        page = get(http, path)
        assert NASTY in page.text
        assert {tag for tag, _ in page.tags} & {"b", "img"} <= {"b", "img"}
        assert [a for t, a in page.tags if t == "script"] == [a for t, a in plain.tags if t == "script"]
        assert "x" not in [attributes.get("src") for tag, attributes in page.tags if tag == "img"]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"title": 7},
        {"title": ["a"]},
        {"script": "x"},
        {"script": {"scenes": 5}},
        {"script": [[[]]]},
        {"captions": 1},
        {"captions": {"burned": "x"}},
        {"prompt": {"a": 1}},
        {"language": {}},
        {"big": 10**30},
    ],
)
def test_rows_that_programs_inserted_are_shown_too(
    http: httpx.Client, world: World, database_url: str, payload: dict[str, object]
) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("INSERT INTO tasks (payload) VALUES (%s) RETURNING id", [Jsonb(payload)]).fetchone()
    assert row is not None
    get(http, "/admin/tasks")
    page = get(http, f"/admin/tasks/{row[0]}")
    if "big" in payload:
        assert "1000000000000000000000000000000" in page.text
    assert http.get(f"/api/tasks/{row[0]}").json()["data"]["payload"] == payload


@pytest.mark.parametrize("path", ["/admin/tasks/x", "/admin/tasks/00000000-0000-0000-0000-000000000000", "/admin/x"])
def test_an_unknown_page_is_a_page(http: httpx.Client, path: str) -> None:
    assert re.search(r"\b404\b", get(http, path, 404).text)


def test_a_person_gets_a_page_and_a_program_json(http: httpx.Client) -> None:
    assert get(http, "/nothing", 404)
    assert http.get("/nothing").json()["code"] == "NOT_FOUND"
    assert http.get("/api/nothing", headers={"accept": "text/html"}).json()["code"] == "NOT_FOUND"


def test_everything_a_page_loads_is_served_here(http: httpx.Client) -> None:
    page = get(http, "/admin/tasks")
    loaded = [a.get("src") or a.get("href") or "" for tag, a in page.tags if tag in ("script", "link")]
    assert len(loaded) == 3
    for path in loaded:
        answer = http.get(path)
        assert answer.status_code == 200
        assert re.match(r"text/(javascript|css)|image/svg|application/javascript", answer.headers["content-type"])
        assert not re.search(r"https?://(?!www\.w3\.org)", answer.text)


def test_a_films_checks_are_on_its_page_and_in_the_api(http: httpx.Client, world: World) -> None:
    task = making.filmed(world)
    text = get(http, f"/admin/tasks/{task.id}").text
    assert "Checks" not in text
    row, _ = world.work.open_stage(task, Stage.COMPOSITE)
    told = Check(name="frozen", passed=False, severity="warning", seen="1.0-9.0 s <b>", measured={"seconds": 8.0})
    passed = Check(name="black", passed=True, severity="error", seen="none")
    metrics = {"checks": [passed.wire(), told.wire()]}
    manifest = making.film_manifest(world).model_dump(mode="json")
    world.work.finish_stage(task, Stage.COMPOSITE, row, manifest=manifest, metrics=metrics)
    text = get(http, f"/admin/tasks/{task.id}").text
    assert "Checks 1 of 2 passed" in text
    assert "Something moves where it should beware: 1.0-9.0 s <b>" in text
    assert http.get(f"/api/tasks/{task.id}").json()["data"]["checks"] == [passed.wire(), told.wire()]
