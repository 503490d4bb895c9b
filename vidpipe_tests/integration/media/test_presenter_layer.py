"""What the presenter's layer draws over the frames of pieces, from real films."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import Look, Material, Shot, can_be_cut_out, run_ffmpeg
from vidpipe.media.film.paint import paint
from vidpipe.media.film.plan import Piece, pieces
from vidpipe.media.frames.frame import Frame
from vidpipe.media.presenter.layer import PresenterLayer
from vidpipe.models import (
    FilmedFace,
    MotionKind,
    MotionLook,
    PresenterKind,
    PresenterLook,
    SafeArea,
    Style,
    TransitionKind,
)
from vidpipe.models.style import TransitionLook

WIDTH, HEIGHT, FPS = 256, 144, 25
SECONDS = 6
FACE = FilmedFace(across=0.4, down=0.5, tall=0.3)
Luma = npt.NDArray[np.uint8]


def filmed(path: Path, graph: str, *options: str) -> Path:
    asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", graph, *options, str(path)]))
    return path


H264 = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "50", "-crf", "8")
TAGGED = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


def clock(path: Path, *, rate: int = FPS, size: str = "96x96", seconds: float = SECONDS) -> Path:
    ramp = "geq=lum='16+T*30':cb=128:cr=128"
    return filmed(path, f"color=black:s={size}:r={rate}:d={seconds},format=yuv420p,{ramp}", *H264, *TAGGED)


def figure(path: Path, screen: str, *options: str, alpha: bool = False) -> Path:
    """Film a white disc before a screen, or before nothing."""
    inside = "lt(hypot(X-W/2,Y-H/2),W/4)"
    blank = f"color=c={screen}:s=96x96:r={FPS}:d=2,format=rgba"
    paint_disc = f"r='if({inside},255,r(X,Y))':g='if({inside},255,g(X,Y))':b='if({inside},255,b(X,Y))'"
    opaque = f"if({inside},255,0)" if alpha else "255"
    return filmed(path, f"{blank},geq={paint_disc}:a='{opaque}'", *options)


def look(film: Path, kind: PresenterKind, **changes: object) -> Look:
    style = Style(
        presenter=PresenterLook(kind=kind),
        motion=MotionLook(kind=MotionKind.NONE),
        transition=TransitionLook(kind=TransitionKind.CUT),
    )
    whole = Look(width=WIDTH, height=HEIGHT, fps=FPS, style=style, presenter=Material(path=film, sha256=film.name))
    return replace(whole, **changes)  # type: ignore[arg-type]


def piece(of: Look, *, at: int = 0, first: int = 0, count: int = 1, frames: int = 150) -> Piece:
    shot = Shot(number=1, picture=Material(path=Path("none.png"), sha256="none"), frames=frames)
    return Piece(look=of, shot=shot, first=first, count=count, at=at)


def drawn(of: Piece, number: int | None = None, ground: int = 120) -> Frame:
    frame = Frame(of.look.width, of.look.height)
    frame.y[:], frame.cb[:], frame.cr[:] = ground, 128, 128
    layer = PresenterLayer(of)
    layer.draw(frame, of.first if number is None else number)
    layer.close()
    return frame


def middle(frame: Frame, of: Look) -> int:
    place = of.layout.presenter
    assert place is not None
    return int(frame.y[place.top + place.height // 2, place.left + place.width // 2])


@pytest.mark.parametrize("rate", [FPS, 24, 30])
@pytest.mark.parametrize("begin", [0, 37, 75, 120])
def test_a_piece_shows_the_film_from_where_it_begins_at_any_rate(tmp_path: Path, rate: int, begin: int) -> None:
    of = look(clock(tmp_path / "clock.mp4", rate=rate), PresenterKind.CORNER)
    whole, later = piece(of), piece(of, at=begin - begin // 3, first=begin // 3)
    told = middle(drawn(later), of)

    assert told == pytest.approx(16 + 30 * begin / FPS, abs=30 / rate + 2)
    assert (drawn(later).data == drawn(whole, begin).data).all()


def test_a_film_that_ends_early_keeps_its_last_look(tmp_path: Path) -> None:
    of = look(clock(tmp_path / "clock.mp4", seconds=2), PresenterKind.CORNER)
    last = middle(drawn(piece(of), 49), of)
    assert last == pytest.approx(16 + 30 * 49 / FPS, abs=3)
    assert middle(drawn(piece(of), 140), of) == last
    assert middle(drawn(piece(of, at=100, first=10)), of) == last


def test_the_corner_is_a_circle_on_a_ring_with_a_shadow_around_it(tmp_path: Path) -> None:
    of = look(clock(tmp_path / "clock.mp4"), PresenterKind.CORNER, width=640, height=360)
    circle = of.layout.presenter
    assert circle is not None
    frame = drawn(piece(of), 100)

    ring = frame.y[circle.top + circle.height // 2, circle.left : circle.left + 3]
    assert ring.max() > 200
    shadow = frame.y[circle.bottom + 1, circle.left + circle.width // 2]
    assert shadow < 110
    corner = frame.y[circle.top - 8, circle.left - 8]
    assert 110 < corner <= 120
    assert (frame.y[: circle.top - circle.height // 3] == 120).all()
    assert (frame.y[:, : circle.left - circle.width // 3] == 120).all()


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("size", [(256, 144), (144, 256), (144, 144)])
def test_a_panel_fills_what_the_stage_leaves(tmp_path: Path, side: str, size: tuple[int, int]) -> None:
    of = look(clock(tmp_path / "clock.mp4"), PresenterKind.PANEL, width=size[0], height=size[1])
    turned = of.style.presenter.model_copy(update={"side": side})
    of = replace(of, style=of.style.model_copy(update={"presenter": turned}))
    frame, stage, panel = drawn(piece(of), 100), of.layout.stage, of.layout.presenter
    assert panel is not None

    assert (frame.y[stage.top : stage.bottom, stage.left : stage.right] == 120).all()
    inner = frame.y[panel.top + 4 : panel.bottom, panel.left + 4 : panel.right - 4]
    if panel.width < 1.5 * panel.height:
        assert np.abs(inner.astype(int) - 136).max() <= 3
    else:
        # It would show a part of the face only: the film is whole, before its own likeness.
        assert np.abs(inner[:, panel.width // 2 - 20 : panel.width // 2 + 20].astype(int) - 136).max() <= 3
        assert inner[:, :8].max() < 80


def test_what_a_platform_covers_below_a_panel_is_plain(tmp_path: Path) -> None:
    film = clock(tmp_path / "clock.mp4")
    of = look(film, PresenterKind.PANEL, width=144, height=256, safe=SafeArea(bottom=0.2))
    panel = of.layout.presenter
    assert panel is not None
    rest = drawn(piece(of)).y[panel.bottom :]
    assert len(rest) >= 40
    assert np.ptp(rest) == 0


def test_pictures_are_painted_on_their_stage_with_the_style_around_them(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    of = look(clock(tmp_path / "clock.mp4"), PresenterKind.PANEL)
    cv2.imwrite(str(picture), np.full((of.layout.stage.height, of.layout.stage.width, 3), (0, 0, 255), np.uint8))
    shot = Shot(number=1, picture=Material(path=picture, sha256="red"), frames=10)
    data = np.frombuffer(bytes(next(paint(Piece(look=of, shot=shot, first=0, count=1)))), np.uint8)
    frame = Frame(WIDTH, HEIGHT, data)
    stage = of.layout.stage
    assert stage.width < WIDTH
    half = frame.cr[stage.top // 2 : stage.bottom // 2, stage.left // 2 : stage.right // 2]
    assert np.abs(half.astype(int) - 240).max() <= 2
    assert np.abs(frame.cr[:, stage.right // 2 + 4 :].astype(int) - 128).max() <= 3


@pytest.mark.parametrize(
    ("name", "screen", "alpha", "options"),
    [
        ("green.mp4", "0x1fbf3f", False, H264),
        ("vp9.webm", "black", True, ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-b:v", "1M")),
        ("vp8.webm", "black", True, ("-c:v", "libvpx", "-auto-alt-ref", "0", "-pix_fmt", "yuva420p", "-b:v", "1M")),
        ("prores.mov", "black", True, ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")),
        ("png.mov", "red", True, ("-c:v", "png")),
        ("qtrle.mov", "red", True, ("-c:v", "qtrle")),
    ],
)
def test_figures_are_cut_out_by_alpha_or_colour(
    tmp_path: Path, name: str, screen: str, alpha: bool, options: tuple[str, ...]
) -> None:
    film = figure(tmp_path / name, screen, *options, alpha=alpha)
    assert can_be_cut_out(film)
    of = look(film, PresenterKind.CUTOUT)
    frame, place = drawn(piece(of), 10), of.layout.presenter
    assert place is not None

    assert middle(frame, of) >= 225
    part = frame.y[place.top : place.bottom, place.left : place.right]
    away = cv2.circle(np.ones_like(part), (place.width // 2, place.height // 2), place.width // 4 + 3, 0, -1) == 1
    assert np.abs(part[away].astype(int) - 120).max() <= 4
    for plane in (frame.cb, frame.cr):
        assert np.abs(plane.astype(int) - 128).max() <= 8


def test_a_figure_above_what_is_covered_runs_out_softly(tmp_path: Path) -> None:
    film = filmed(tmp_path / "white.mov", f"color=white:s=96x96:r={FPS}:d=1,format=rgba", "-c:v", "png")
    of = look(film, PresenterKind.CUTOUT, width=144, height=256, safe=SafeArea(bottom=0.2))
    place = of.layout.presenter
    assert place is not None
    column = drawn(piece(of)).y[place.top : place.bottom + 2, place.left + place.width // 2].astype(int)
    assert column[0] >= 230
    assert column[-1] == 120
    assert np.diff(column).min() > -30


def test_a_film_before_a_room_cannot_be_cut_out_and_says_so(tmp_path: Path) -> None:
    film = filmed(tmp_path / "room.mp4", f"testsrc=s=96x96:r={FPS}:d=1", *H264)
    assert not can_be_cut_out(film)
    with pytest.raises(MediaError, match=r"room\.mp4 cannot be cut out.*one strong colour") as raised:
        drawn(piece(look(film, PresenterKind.CUTOUT)))
    assert raised.value.code == "MEDIA_INVALID"


def test_a_transparent_film_in_a_circle_stands_on_the_styles_surface(tmp_path: Path) -> None:
    film = figure(tmp_path / "png.mov", "red", "-c:v", "png", alpha=True)
    of = look(film, PresenterKind.CORNER, width=640, height=360)
    circle, frame = of.layout.presenter, drawn(piece(of), 10)
    assert circle is not None
    assert middle(frame, of) > 225
    assert frame.y[circle.top + 8, circle.left + circle.width // 2] < 40


def test_an_opening_fills_the_frame_and_ends_in_the_corner(tmp_path: Path) -> None:
    small = clock(tmp_path / "small.mp4", size="64x36")
    large = clock(tmp_path / "large.mp4", size=f"{WIDTH}x{HEIGHT}")
    of = look(small, PresenterKind.INTRO, opening=Material(path=large, sha256="large"))
    begin = piece(of)
    assert begin.opening is not None
    full, end = begin.opening.full, begin.opening.frames

    assert np.abs(drawn(begin, full - 1).y.astype(int) - (16 + 30 * (full - 1) / FPS)).max() <= 3
    covered = [int((np.abs(drawn(begin, n, 230).y.astype(int) - 230) > 6).sum()) for n in range(full, end + 1)]
    assert covered == sorted(covered, reverse=True)
    corner = drawn(piece(replace(of, style=look(small, PresenterKind.CORNER).style)), end)
    assert (drawn(begin, end).data == corner.data).all()
    # The last step of the way is next to no step.
    step = np.abs(drawn(begin, end - 1).y.astype(int) - drawn(begin, end).y.astype(int))
    assert step.mean() < 1


def test_only_the_first_shot_opens_with_the_presenter(tmp_path: Path) -> None:
    of = look(clock(tmp_path / "small.mp4"), PresenterKind.INTRO)
    assert piece(of).opening is not None
    assert piece(of, at=150).opening is None
    assert piece(look(tmp_path / "x", PresenterKind.CORNER)).opening is None
    assert piece(replace(of, presenter=None)).opening is None


@pytest.mark.parametrize("size", [(256, 144), (144, 256), (144, 180)])
def test_a_square_film_opens_any_frame_without_bars(tmp_path: Path, size: tuple[int, int]) -> None:
    film = clock(tmp_path / "square.mp4")
    of = look(film, PresenterKind.INTRO, width=size[0], height=size[1])
    frame = drawn(piece(of), 40)
    assert np.abs(frame.y[size[1] // 3, size[0] // 2].astype(int) - (16 + 48)) <= 3
    # Its drawn-out edges are of its first picture: dark, but not the ground it was painted on.
    assert frame.y.max() <= 70


def ramp(path: Path, size: str) -> Path:
    """Film a still ramp from dark on the left to bright on the right."""
    return filmed(
        path, f"color=black:s={size}:r={FPS}:d=1,format=yuv420p,geq=lum='40+X/W*160':cb=128:cr=128", *H264, *TAGGED
    )


def test_a_tall_film_stands_in_a_wide_frame_that_it_opens_before_a_darker_likeness(tmp_path: Path) -> None:
    of = look(ramp(tmp_path / "tall.mp4", "90x160"), PresenterKind.INTRO)
    row = drawn(piece(of)).y[HEIGHT // 2].astype(int)
    begin, end = (WIDTH - HEIGHT) // 2 + 2, (WIDTH + HEIGHT) // 2 - 2
    # Its whole width is there, once, and no edge of it is drawn out.
    assert row[begin] == pytest.approx(44, abs=6)
    assert row[end] == pytest.approx(196, abs=6)
    assert np.diff(row[begin:end]).min() >= -2
    assert row[:begin].max() < 60
    assert row[end + 4 :].max() < 120


@pytest.mark.parametrize("face", [None, FACE])
@pytest.mark.parametrize("film", ["96x96", "90x160", "160x90"])
@pytest.mark.parametrize("size", [(256, 144), (144, 256)])
def test_the_circle_takes_over_from_the_opening_without_a_jump(
    tmp_path: Path, size: tuple[int, int], film: str, face: FilmedFace | None
) -> None:
    whole = Material(path=ramp(tmp_path / "film.mp4", film), sha256="ramp", face=face)
    of = look(whole.path, PresenterKind.INTRO, presenter=whole, width=size[0], height=size[1])
    begin = piece(of)
    assert begin.opening is not None
    end = begin.opening.frames
    step = np.abs(drawn(begin, end - 1).y.astype(int) - drawn(begin, end).y.astype(int))
    assert step.mean() < 1.5
    circle = of.layout.presenter
    assert circle is not None
    inner = circle.grown(-circle.width // 4)
    inside = slice(inner.top, inner.bottom), slice(inner.left, inner.right)
    assert step[inside].max() <= 8


def test_a_face_says_which_part_is_shown(tmp_path: Path) -> None:
    film = ramp(tmp_path / "film.mp4", "160x90")
    shown = []
    for across in (0.3, 0.7):
        face = FilmedFace(across=across, down=0.5, tall=0.23)
        of = look(film, PresenterKind.CORNER, presenter=Material(path=film, sha256="ramp", face=face))
        shown.append(middle(drawn(piece(of)), of))
    assert shown == [pytest.approx(40 + 160 * across, abs=6) for across in (0.3, 0.7)]


def test_pieces_together_show_what_one_piece_would(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    cv2.imwrite(str(picture), np.full((HEIGHT, WIDTH, 3), (90, 60, 30), np.uint8))
    of = look(clock(tmp_path / "small.mp4"), PresenterKind.INTRO)
    shots = [Shot(number=n, picture=Material(path=picture, sha256="p"), frames=120) for n in (1, 2)]
    cut = [bytes(frame) for part in pieces(of, shots) for frame in paint(part)]
    whole = [
        bytes(frame)
        for at, shot in zip((0, 120), shots, strict=True)
        for frame in paint(Piece(look=of, shot=shot, first=0, count=120, at=at))
    ]
    assert cut == whole


def test_a_piece_names_the_films_it_shows_and_no_others(tmp_path: Path) -> None:
    of = look(Path("small"), PresenterKind.INTRO, opening=Material(path=Path("large"), sha256="large"))
    begin = piece(of).opening
    assert begin is not None
    assert piece(of, count=begin.frames).inputs()["presenter"] == ["large", 0]
    assert piece(of, count=begin.frames + 1).inputs()["presenter"] == ["large", "small", 0]
    assert piece(of, first=begin.frames, count=9).inputs()["presenter"] == ["small", 0]
    assert piece(of, at=150, count=9).inputs()["presenter"] == ["small", 150]
    faced = replace(of, presenter=Material(path=Path("small"), sha256="small", face=FACE))
    assert piece(faced, at=150).inputs()["presenter"] == [["small", {"across": 0.4, "down": 0.5, "tall": 0.3}], 150]
    assert "presenter" not in piece(replace(of, presenter=None)).inputs()


@pytest.mark.parametrize("content", [None, b"", b"no film"])
def test_films_that_are_none_are_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    film = tmp_path / "film.mp4"
    if content is not None:
        film.write_bytes(content)
    with pytest.raises(MediaError, match=r"film\.mp4") as raised:
        drawn(piece(look(film, PresenterKind.CORNER)))
    assert raised.value.code == ("FILE_NOT_FOUND" if content is None else "MEDIA_INVALID")


def test_a_film_lying_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    split = f"color=black:s=96x96:r={FPS}:d=1,format=yuv420p,geq=lum='if(lt(Y,H/2),235,16)':cb=128:cr=128"
    upright = filmed(tmp_path / "upright.mp4", split, *H264, *TAGGED)
    turned = tmp_path / "turned.mp4"
    asyncio.run(run_ffmpeg(["-display_rotation", "90", "-i", str(upright), "-c", "copy", str(turned)]))
    of = look(turned, PresenterKind.PANEL)
    panel, frame = of.layout.presenter, drawn(piece(look(turned, PresenterKind.PANEL)))
    assert panel is not None
    row = frame.y[HEIGHT // 2]
    # Turned anticlockwise, the white upper half comes to lie on the left.
    assert row[panel.left + 8] > 200
    assert row[panel.right - 8] < 40
