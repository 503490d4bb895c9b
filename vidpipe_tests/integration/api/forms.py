"""The task's page in tests: opened, its forms sent, its answers read."""

from __future__ import annotations

import io

import httpx
from PIL import Image

from vidpipe.models import Task
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.test_pages import Page, get


def show(http: httpx.Client, task: Task) -> Page:
    return get(http, f"/admin/tasks/{task.id}")


def post(http: httpx.Client, task: Task, form: str, **fields: str) -> httpx.Response:
    return http.post(f"/admin/tasks/{task.id}/{form}", data=fields, headers={"accept": "text/html"})


def refused(answer: httpx.Response, status: int, code: str) -> Page:
    """The task's page again, with the reason."""
    assert answer.status_code == status, answer.text
    page = Page(answer.text)
    assert [one for _, one in page.tags if one.get("id") == "notice"]
    assert code in page.text
    assert [one for _, one in page.tags if one.get("id") == "stages"]
    return page


def buttons(page: Page) -> list[str]:
    """The classes of the buttons."""
    return [attributes.get("class") or "" for tag, attributes in page.tags if tag == "button"]


def decided(world: World, task: Task) -> list[tuple[str, int | None, str]]:
    return [(one.action.value, one.scene, one.decided_by) for one in world.tasks.decisions(task.id)]


def png(color: str = "green") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 40), color).save(data, "PNG")
    return data.getvalue()


def main_button(page: Page) -> tuple[str, str | None]:
    """The one button that the failure's card proposes first, and where it leads on the page."""
    shown = [(tag, one.get("href")) for tag, one in page.tags if one.get("class") == "primary-button"]
    return shown[0]
