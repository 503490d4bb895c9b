"""The page of a video that failed, in a real browser: going on with it, with scripts and without; its looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from vidpipe_tests.acceptance.rescue.browser import CHROMIUM, Browser, browsing
from vidpipe_tests.acceptance.rescue.test_retry import failed
from vidpipe_tests.acceptance.stacks import Stack

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")

CONTRAST = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const color = rgba(getComputedStyle(one).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim());
    if (!own || !one.checkVisibility()) continue;
    const [a, b] = [light(rgba(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`);
  }
  return poor;
})()"""
"""Texts whose contrast is less than WCAG 2.2 asks for at level AA (1.4.3)."""

UNNAMED = """[...document.querySelectorAll("input, textarea, select, button, a, summary, [tabindex='0']")]
  .filter((one) => one.type !== "hidden" && one.checkVisibility())
  .filter((one) => !(one.labels?.length || one.ariaLabel || one.getAttribute("aria-labelledby")
    || one.textContent.trim() || one.querySelector("img[alt]")))
  .map((one) => one.outerHTML.slice(0, 120))"""
"""What can be operated and has no name (4.1.2)."""

TWICE = """[...document.querySelectorAll("[id]")].map((one) => one.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""
"""Ids that are given twice."""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with browsing(tmp_path / "browser") as browser:
        yield browser


def test_a_video_is_rescued_with_the_mouse_and_no_script(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    mine = tmp_path / "mine.png"
    Image.new("RGB", (300, 500), "#c33").save(mine)
    with stack.http as http:
        task = failed(stack, http)
    browser.look(scripts=False)
    browser.open(f"{stack.url}/admin/tasks/{task['id']}")
    browser.click("#replace-1 summary")
    browser.choose_file("#image-1", mine)
    browser.submit("#replace-1 button")
    browser.click("#edit-2 summary")
    browser.type("#narration-2", "Zweitens: “茶” 🍵!")
    browser.submit("#edit-2 button")
    browser.click("#change-2 > summary")
    browser.submit("#scene-2 button[value=placeholder]")
    told = browser.text()
    assert "Scene 1 shows your picture" in told
    assert "Scene 2 gets the new narration, shows a placeholder" in told
    browser.submit("#continue button")
    done: dict[str, Any] = stack.wait_for(task["id"])
    assert done["status"] == "succeeded", done
    with stack.http as http:
        assert _decisions(http, task) == [("replace", 1), ("edit", 2), ("placeholder", 2), ("retry", None)]
        scenes = http.get(f"/api/tasks/{task['id']}/scenes").json()["data"]
    assert [scene["source"] for scene in scenes] == ["upload", "placeholder"]
    browser.open(f"{stack.url}/admin/tasks/{task['id']}")
    assert "Download the video" in browser.text()


def _decisions(http: httpx.Client, task: dict[str, Any]) -> list[tuple[str, int | None]]:
    answer = http.get(f"/api/tasks/{task['id']}/decisions").json()["data"]
    assert {one["decidedBy"] for one in answer} == {"page"}
    return [(one["action"], one["scene"]) for one in answer]


def test_what_a_person_types_outlives_the_live_page(stack: Stack, browser: Browser, tmp_path: Path) -> None:
    with stack.http as http:
        task = failed(stack, http)
        browser.look()
        browser.open(f"{stack.url}/admin/tasks/{task['id']}")
        browser.click("#edit-1 summary")
        browser.type("#picture-1", "Half a thought")
        http.post(f"/api/tasks/{task['id']}/scenes/2", json={"action": "drop"}).raise_for_status()
    # Somebody else's choice comes in by itself, and takes nothing away.
    browser.wait_for("document.querySelector('#scene-2').innerText.includes('is left out')")
    assert browser.run("document.querySelector('#picture-1').value") == "Half a thought"
    assert browser.run("document.querySelector('#edit-1').open")
    # A refused file leaves the page where a reload does no harm.
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(b"GIF89a")
    browser.click("#replace-1 summary")
    browser.choose_file("#image-1", wrong)
    browser.submit("#replace-1 button")
    assert "it is no PNG, JPEG or WebP picture" in browser.text()
    assert browser.run("location.pathname") == f"/admin/tasks/{task['id']}"
    large = tmp_path / "large.png"
    large.write_bytes(bytes(11 << 20))
    browser.choose_file("#image-1", large)
    assert "10.0 MB is the limit" in browser.run("document.querySelector('#image-1').validationMessage")


@pytest.fixture(scope="module")
def undecided(stack: Stack) -> str:
    """The id of a task that failed, one of whose scenes is left out."""
    with stack.http as http:
        task_id = str(failed(stack, http)["id"])
        http.post(f"/api/tasks/{task_id}/scenes/2", json={"action": "drop"}).raise_for_status()
    return task_id


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_can_be_read_and_used_by_all(
    stack: Stack, undecided: str, browser: Browser, width: int, dark: bool
) -> None:
    browser.look(width=width, dark=dark)
    for path in ("/admin/tasks", f"/admin/tasks/{undecided}", "/errors/IMAGE_FAILED"):
        browser.open(stack.url + path)
        browser.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert browser.run("document.documentElement.scrollWidth") <= width, path
        assert browser.run(CONTRAST) == [], path
        assert browser.run(UNNAMED) == [], path
        assert browser.run(TWICE) == [], path
    # Neither the security policy nor a missing file was in the way.
    assert browser.complaints == []
