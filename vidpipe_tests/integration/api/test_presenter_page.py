"""What a person decides of the presenter on the page, and is told beforehand."""

from __future__ import annotations

import httpx

from vidpipe.models import Stage
from vidpipe_tests.integration.api import making
from vidpipe_tests.integration.api.conftest import World
from vidpipe_tests.integration.api.forms import main_button, post, refused, show
from vidpipe_tests.integration.api.test_decisions import BRIEF, images_failed, not_cut_out, script


def test_the_presenter_has_choices_when_it_failed(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload=BRIEF)
    making.hand_on(world, task, script())
    row, _ = world.work.open_stage(task, Stage.AVATAR)
    info = making.error_info(task, message="A face must be seen.", code="DID_INVALID_IMAGE")
    info = info.model_copy(update={"stage": "avatar", "is_retryable": False})
    world.work.fail_stage(task, row, info, wait=None, metrics={})
    world.work.fail(task, info)
    page = show(http, task)
    assert page.text.index("Presenter failed") < page.text.index("Scene 1")
    assert main_button(page) == ("a", "#presenter")
    for words in ("Use another portrait", "Continue without presenter", "it is filmed again as it is"):
        assert words in page.text
    post(http, task, "avatar", action="without")
    page = show(http, task)
    assert "Continue with your 1 choice" in page.text
    assert main_button(page) == ("button", None)


def test_who_cannot_be_cut_out_is_put_elsewhere_with_one_button(http: httpx.Client, world: World) -> None:
    task = not_cut_out(world)
    page = show(http, task)
    for words in (
        "AVATAR_CANNOT_BE_CUT_OUT",
        "Show in a circle",
        "Shows the film that is there: free.",
        "Films the presenter in this shape",
        "it is looked at again as it is",
        "nothing is filmed or paid",
        "Watch the presenter alone",
    ):
        assert words in page.text
    assert main_button(page) == ("a", "#presenter")
    assert "Choose for the presenter Run again as it is" in page.text
    assert f"vidpipe retry {task.id} --place corner" in page.text
    places = [one.get("value") for tag, one in page.tags if tag == "button" and one.get("name") == "place"]
    assert places == ["corner", "intro", "panel"]
    answer = post(http, task, "avatar", action="place", place="corner")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task.id}#presenter")
    page = show(http, task)
    assert "stands in a circle" in page.text
    assert "Presenter: in a circle" in page.text
    assert "Continue with your 1 choice" in page.text
    refused(post(http, task, "avatar", action="place", place="roof"), 400, "VALIDATION_ERROR")


def test_a_panel_s_room_and_its_pictures_are_told_beforehand(http: httpx.Client, world: World) -> None:
    task = images_failed(world)
    assert "The pictures are made again in another size" in show(http, task).text
    post(http, task, "avatar", action="place", place="panel")
    world.tasks.retry(task.id, by="mia")
    world.tasks.cancel(task.id)
    assert "Makes the video without a presenter. The pictures are made again" in show(http, task).text


def test_a_brief_without_presenter_offers_none(http: httpx.Client, world: World) -> None:
    task = making.started(world, payload={**BRIEF, "avatar": False})
    making.hand_on(world, task, script())
    world.tasks.cancel(task.id)
    assert "Presenter not made" not in show(http, task).text
