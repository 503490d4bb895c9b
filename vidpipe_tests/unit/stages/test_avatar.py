"""What the avatar stage orders for each place of the presenter, and what it hands on."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import av
import numpy as np
import pytest

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.media import film_sizes, layout_for
from vidpipe.models import AvatarManifest, Brief, NarrationManifest, PresenterKind
from vidpipe.models.files import artifact_files
from vidpipe.providers import AvatarRequest, Progress
from vidpipe.stages.avatar import make_avatar
from vidpipe.stages.context import StageContext
from vidpipe.stages.formats import renditions
from vidpipe.styles import built_in, look_for

GREEN, GREY = (31, 191, 63), (128, 128, 128)


class Films:
    """Films every request as one picture: a dot before a ground that can be cut out, or cannot."""

    name = "films"

    def __init__(self, ground: tuple[int, int, int] = GREEN) -> None:
        self.asked: list[AvatarRequest] = []
        self.ground = ground

    def fingerprint(self) -> dict[str, object]:
        return {"provider": self.name}

    def problems(self) -> list[str]:
        return []

    def accepts(self, brief: Brief) -> None:
        del brief

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> None:
        self.asked.append(request)
        picture = np.full((request.height, request.width, 3), self.ground, np.uint8)
        with av.open(str(out), "w", format="mp4") as film:
            stream = film.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = request.width, request.height, "yuv420p"
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            film.mux(stream.encode())
        progress(1.0)


Run = Callable[[Brief, Films], tuple[AvatarManifest, dict[str, object], list[float]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    store = LocalArtifactStore(tmp_path / "store")
    sound = tmp_path / "narration.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(2 * 48_000))
    narration = NarrationManifest(
        provider="x", audio=store.put_file(sound, "audio/wav"), duration=9, loudness_lufs=-14, true_peak_dbtp=-2,
        scenes=[],
    )  # fmt: skip

    def make(brief: Brief, films: Films) -> tuple[AvatarManifest, dict[str, object], list[float]]:
        shares: list[float] = []
        context = StageContext(
            task_id=uuid4(),
            trace_id="t",
            brief=brief,
            store=store,
            provider=films,
            report=shares.append,
            notes={},
            style=look_for(brief, built_in(), {}),
        )
        return asyncio.run(make_avatar(context, narration)), context.notes, shares

    return make


def brief(place: str | None, **more: object) -> Brief:
    return Brief.model_validate({"prompt": "x", "avatar": {"place": place}, "resolution": "480p", **more})


@pytest.mark.parametrize("place", ["corner", "panel", "cutout"])
def test_one_film_is_ordered_for_its_place(run: Run, place: str) -> None:
    films = Films()
    manifest, _, shares = run(brief(place), films)
    (asked,) = films.asked

    assert manifest.place == place
    assert (manifest.width, manifest.height) == (asked.width, asked.height)
    assert asked.seconds is None
    assert asked.cutout is (place == "cutout")
    assert (asked.height > 1.5 * asked.width) is (place == "panel")
    assert set(artifact_files([manifest])) == {"presenter.mp4"}
    assert shares[-1] == 1


def test_an_opening_is_ordered_as_large_as_the_frame_and_short(run: Run) -> None:
    films = Films()
    manifest, _, shares = run(brief("intro", aspect="9:16"), films)
    large, small = films.asked

    assert (large.width, large.height) == (480, 854)
    assert large.seconds is not None
    assert 3 < large.seconds < 6
    assert small.seconds is None
    assert small.width / small.height == pytest.approx(480 / 854, abs=0.02)
    assert set(artifact_files([manifest])) == {"presenter.mp4", "presenter-opening.mp4"}
    assert shares == sorted(shares)


@pytest.mark.parametrize("place", ["corner", "panel", "cutout"])
def test_what_a_platform_covers_counts_for_the_size_of_the_film(run: Run, place: str) -> None:
    """As the composite lays the presenter out: a film of another size would be scaled, or cut."""
    films = Films()
    run(brief(place, target="shorts"), films)
    (asked,) = films.asked
    wanted = renditions(brief(place, target="shorts"))[0]
    style = look_for(brief(place), built_in(), {})
    layout = layout_for(*wanted.frame_size, presenter=True, style=style, safe=wanted.safe)
    assert (asked.width, asked.height) == film_sizes(layout, PresenterKind(place)).whole
    assert wanted.safe.bottom > 0


def test_without_a_wish_the_presenter_stands_in_the_corner(run: Run) -> None:
    films = Films()
    manifest, _, _ = run(brief(None), films)
    assert manifest.place is PresenterKind.CORNER
    assert films.asked[0].width == films.asked[0].height


def test_who_cannot_be_cut_out_stands_in_the_corner_and_that_is_said(run: Run) -> None:
    manifest, notes, _ = run(brief("cutout"), Films(GREY))
    assert manifest.place is PresenterKind.CORNER
    assert "cannot be cut out" in str(notes["place"])


def test_films_are_remembered_by_their_place(run: Run) -> None:
    films = Films()
    first, _, _ = run(brief("panel"), films)
    again, notes, _ = run(brief("panel"), films)
    run(brief("corner"), films)
    assert again == first
    assert notes["recalled"] is True
    assert len(films.asked) == 2


def test_no_presenter_is_filmed_when_none_is_wanted(run: Run) -> None:
    films = Films()
    manifest, notes, _ = run(Brief(prompt="x", avatar={"enabled": False}), films)  # type: ignore[arg-type]
    assert manifest.clip is None
    assert films.asked == []
    assert "none" in str(notes["presenter"])
