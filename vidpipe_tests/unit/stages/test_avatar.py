"""What the avatar stage orders for each place of the presenter, and what it hands on."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import Protocol, cast
from uuid import uuid4

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from vidpipe.artifacts import LocalArtifactStore
from vidpipe.errors import ProviderError
from vidpipe.media import film_sizes, layout_for
from vidpipe.models import Action, AvatarManifest, Brief, Choice, Decided, FilmedFace, NarrationManifest, PresenterKind
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

    def __init__(self, ground: tuple[int, int, int] = GREEN, face: FilmedFace | None = None) -> None:
        self.asked: list[AvatarRequest] = []
        self.portraits: list[Image.Image] = []
        self.ground, self.face = ground, face

    def fingerprint(self) -> dict[str, object]:
        return {"provider": self.name}

    def problems(self) -> list[str]:
        return []

    def accepts(self, brief: Brief) -> None:
        del brief

    def portrait_of(self, request: AvatarRequest) -> Path | None:
        return request.portrait

    async def animate(self, request: AvatarRequest, out: Path, progress: Progress) -> FilmedFace | None:
        self.asked.append(request)
        if request.portrait is not None:
            with Image.open(request.portrait) as portrait:
                self.portraits.append(portrait.convert("RGB"))
        picture = np.full((request.height, request.width, 3), self.ground, np.uint8)
        with av.open(str(out), "w", format="mp4") as film:
            stream = film.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = request.width, request.height, "yuv420p"
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            film.mux(stream.encode())
        progress(1.0)
        return self.face


Made = tuple[AvatarManifest, dict[str, object], list[float]]


class Run(Protocol):
    """Runs the stage by a brief, and by what a person decided."""

    def __call__(self, brief: Brief, films: Films, *choices: Choice) -> Made: ...


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(tmp_path / "store")


@pytest.fixture
def run(tmp_path: Path, store: LocalArtifactStore) -> Run:
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

    def make(brief: Brief, films: Films, *choices: Choice) -> Made:
        shares: list[float] = []
        decided, asked = Decided.of(choices), look_for(brief, built_in(), {})
        context = StageContext(
            task_id=uuid4(),
            trace_id="t",
            brief=brief,
            store=store,
            provider=films,
            report=shares.append,
            notes={},
            decided=decided,
            style=decided.style(asked),
            asked_style=asked,
        )
        return asyncio.run(make_avatar(context, narration)), context.notes, shares

    return make


def choose(action: str, **data: object) -> Choice:
    return Choice(action=Action(action), data=data)


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


def test_who_cannot_be_cut_out_is_a_failure_that_says_what_other_places_cost(run: Run) -> None:
    films = Films(GREY)
    for _ in range(2):
        with pytest.raises(
            ProviderError, match=r"In the place corner .* no further cost; elsewhere .* filmed again"
        ) as failed:
            run(brief("cutout"), films)
    (asked,) = films.asked
    assert (failed.value.code, failed.value.retryable) == ("AVATAR_CANNOT_BE_CUT_OUT", False)
    assert failed.value.details == {"filmed": True, "places": ["corner"], "width": asked.width, "height": asked.height}


def test_where_a_film_shows_the_face_is_remembered_with_it(run: Run) -> None:
    face = FilmedFace(across=0.4, down=0.5, tall=0.3)
    films = Films(face=face)
    for _ in range(2):
        manifest, _, _ = run(brief("intro"), films)
        assert (manifest.face, manifest.opening_face) == (face, face)
    assert len(films.asked) == 2


@pytest.mark.parametrize(("place", "films_made"), [("corner", 0), ("panel", 1), ("intro", 2)])
@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_another_place_shows_the_film_that_is_there_where_that_is_large_enough(
    run: Run, place: str, films_made: int, aspect: str
) -> None:
    films = Films(GREY)
    with pytest.raises(ProviderError):
        run(brief("cutout", aspect=aspect), films)
    (first,) = films.asked
    manifest, notes, _ = run(brief("cutout", aspect=aspect), films, choose("place", place=place))
    assert manifest.place == place
    assert len(films.asked) == 1 + films_made
    assert not any(request.cutout for request in films.asked[1:])
    assert notes["recalled"] is (films_made == 0)
    if not films_made:
        assert (manifest.width, manifest.height) == (first.width, first.height)


def test_who_was_cut_out_is_filmed_again_for_a_place_where_the_screen_would_be_seen(run: Run) -> None:
    films = Films(GREEN)
    run(brief("cutout"), films)
    run(brief("cutout"), films, choose("place", place="corner"))
    assert [request.cutout for request in films.asked] == [True, False]


def test_what_was_filmed_for_a_full_screen_beginning_serves_the_corner(run: Run) -> None:
    films = Films(GREY)
    run(brief("intro"), films)
    manifest, _, _ = run(brief("intro"), films, choose("place", place="corner"))
    assert (len(films.asked), manifest.opening) == (2, None)
    again, _, _ = run(brief("intro"), films)
    assert (len(films.asked), again.place) == (2, "intro")


def test_a_film_of_another_video_is_not_taken_for_a_place_that_the_brief_asks_for(run: Run) -> None:
    films = Films(GREY)
    run(brief("intro"), films)
    run(brief("corner"), films)
    assert len(films.asked) == 3


def portrait(store: LocalArtifactStore, tmp_path: Path, ground: str) -> Choice:
    """A round head in front of a ground: a colour's name, ``room`` for many colours, ``none`` for transparency."""
    picture = Image.new("RGBA", (300, 400), (0, 0, 0, 0) if ground == "none" else ground.replace("room", "white"))
    draw = ImageDraw.Draw(picture)
    if ground == "room":
        for row in range(0, 400, 40):
            draw.rectangle((0, row, 300, row + 20), (row % 255, 120, 255 - row // 2))
    draw.ellipse((80, 90, 220, 270), (214, 170, 140))
    draw.rectangle((60, 290, 240, 400), (40, 150, 60))
    path = tmp_path / "portrait.png"
    picture.save(path)
    return choose("portrait", image="artifact:" + store.put_file(path, "image/png").sha256)


@pytest.mark.parametrize("ground", ["room", "grey", "white"])
def test_a_portrait_that_cannot_be_cut_out_is_refused_before_anything_is_filmed(
    run: Run, store: LocalArtifactStore, tmp_path: Path, ground: str
) -> None:
    films, who = Films(GREEN), portrait(store, tmp_path, ground)
    with pytest.raises(ProviderError, match="Nothing was filmed, and nothing is paid") as failed:
        run(brief("cutout"), films, who)
    assert (failed.value.code, failed.value.details) == ("AVATAR_CANNOT_BE_CUT_OUT", {"filmed": False})
    assert films.asked == []
    run(brief("cutout"), films, who, choose("place", place="corner"))
    assert len(films.asked) == 1


def test_a_portrait_before_a_screen_is_filmed_as_it_is(run: Run, store: LocalArtifactStore, tmp_path: Path) -> None:
    films, who = Films(GREEN), portrait(store, tmp_path, "#2040f0")
    run(brief("cutout"), films, who)
    assert films.asked[0].portrait == store.path(store.find(who.data["image"].removeprefix("artifact:")))


def test_a_transparent_portrait_is_set_before_a_screen_unlike_anything_they_wear(
    run: Run, store: LocalArtifactStore, tmp_path: Path
) -> None:
    films, who = Films(GREEN), portrait(store, tmp_path, "none")
    run(brief("cutout"), films, who)
    (shown,) = films.portraits
    red, green, blue = cast("tuple[int, int, int]", shown.getpixel((5, 5)))
    # Not green, which they wear.
    assert blue > 180 > 140 > green
    assert blue > red
    assert np.allclose(shown.getpixel((150, 180)), (214, 170, 140), atol=6)
    run(brief("cutout"), films, who, choose("place", place="corner"))
    assert films.asked[1].portrait == store.path(store.find(who.data["image"].removeprefix("artifact:")))


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
