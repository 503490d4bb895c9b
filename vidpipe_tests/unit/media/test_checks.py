from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.media import Box, Cue, Expected, LipSync, Span, Watch
from vidpipe.media.captions.placed import PlacedCaption
from vidpipe.media.checks import captions, pictures, sounds
from vidpipe.media.checks.expected import outside
from vidpipe.media.film import watch
from vidpipe.media.frames.frame import Frame
from vidpipe.models.checks import CHECKS, FATAL, GATES, Seen

WIDTH, HEIGHT, FPS = 256, 144, 10


def still(shade: int) -> npt.NDArray[np.uint8]:
    """A picture with something to see in it."""
    luma = np.full((HEIGHT, WIDTH), shade, np.uint8)
    luma[40:90, 60:160] = 255 - shade
    return luma


BLACK = np.full((HEIGHT, WIDTH), 16, np.uint8)


def watched(*lumas: npt.NDArray[np.uint8]) -> Seen:
    seeing = Watch(FPS)
    frame = Frame(WIDTH, HEIGHT)
    frame.data[:] = 128
    for luma in lumas:
        frame.y[:] = luma
        seeing.see(frame)
    return seeing.seen()


def moving(count: int, start: int = 0) -> list[npt.NDArray[np.uint8]]:
    return [np.roll(still(90), 3 * (start + number), axis=1) for number in range(count)]


def expected(*seen: Seen, **more: object) -> Expected:
    duration = sum(piece.frames for piece in seen) / FPS or 10.0
    given = {"duration": duration, "width": WIDTH, "height": HEIGHT, "fps": FPS, "seen": seen, **more}
    return Expected(**given)  # type: ignore[arg-type]


def test_what_moves_is_neither_frozen_nor_black() -> None:
    film = expected(watched(*moving(40)), watched(*moving(40, 40)))
    assert pictures.frozen(film).passed
    assert pictures.black(film).passed


def test_a_picture_that_stands_for_long_is_frozen() -> None:
    check = pictures.frozen(expected(watched(*moving(10), *[still(90)] * 35, *moving(10, 7))))
    assert (check.passed, check.severity, check.seen) == (False, "warning", "nothing moves at 1.0-4.5 s")
    assert check.measured == {"seconds": 3.5}


def test_a_frozen_stretch_is_found_over_the_borders_of_pieces() -> None:
    stand = still(90)
    pieces = watched(*moving(20), *[stand] * 12), watched(*[stand] * 10), watched(*[stand] * 12, *moving(9, 7))
    assert pictures.frozen(expected(*pieces)).seen == "nothing moves at 2.0-5.4 s"


def test_a_new_picture_in_the_next_piece_is_a_change() -> None:
    assert pictures.frozen(expected(watched(*[still(90)] * 20), watched(*[still(40)] * 20))).passed


def test_a_still_picture_is_no_fault_where_it_is_wanted() -> None:
    seen = watched(*[still(90)] * 50)
    assert not pictures.frozen(expected(seen)).passed
    assert pictures.frozen(expected(seen, may_rest=[Span(start=0, end=5)])).passed
    # A title card of a second does not excuse the four seconds behind it.
    assert pictures.frozen(expected(seen, may_rest=[Span(start=0, end=1)])).seen == "nothing moves at 1.0-5.0 s"


def test_a_mouth_that_moves_is_movement() -> None:
    def speaking(number: int) -> npt.NDArray[np.uint8]:
        luma = still(90)
        luma[120:128, 220:230] = 20 + 60 * (number % 3)
        return luma

    assert pictures.frozen(expected(watched(*map(speaking, range(60))))).passed


def test_a_camera_too_slow_to_see_from_frame_to_frame_is_movement() -> None:
    ramp = np.tile(np.linspace(40, 200, WIDTH), (HEIGHT, 1))
    creeping = [np.rint(ramp + 0.05 * number).astype(np.uint8) for number in range(60)]
    assert pictures.frozen(expected(watched(*creeping))).passed


def test_black_pictures_stop_a_film_and_those_with_only_a_caption_do_not() -> None:
    captioned = BLACK.copy()
    captioned[130:134, 100:140] = 235
    check = pictures.black(expected(watched(*moving(5), *[BLACK] * 4), watched(*[BLACK] * 4, *moving(5))))
    assert (check.is_fatal, check.seen) == (True, "nothing to see at 0.5-1.3 s")
    check = pictures.black(expected(watched(*moving(5), *[captioned] * 20)))
    assert (check.passed, check.is_fatal, check.seen) == (False, False, "nothing to see at 0.5-2.5 s")
    assert pictures.black(expected(watched(*moving(5), *[BLACK] * 3, *moving(5)))).passed


def test_what_was_seen_is_kept_as_json() -> None:
    seen = watched(*moving(9), *[still(90)] * 9, *[BLACK] * 9)
    assert Seen.model_validate_json(seen.model_dump_json()) == seen
    assert len(seen.model_dump_json()) < 1_200
    assert pictures.tiny_picture(seen.first).shape == (9, 16)


def test_of_short_runs_only_those_at_the_ends_are_kept() -> None:
    seen = watched(*moving(30))
    assert seen.still == [(0, 1), (29, 1)]
    assert watched(still(90)).still == [(0, 1)]


def test_a_piece_without_frames_cannot_be() -> None:
    with pytest.raises(ValueError, match="nothing was painted"):
        Watch(FPS).seen()


@pytest.mark.parametrize(("width", "height"), [(256, 144), (144, 256), (1920, 1080), (2160, 3840), (64, 64)])
def test_frames_of_every_size_are_looked_at_in_a_few_thousand_points(width: int, height: int) -> None:
    seen = watch.points(np.zeros((height, width), np.uint8))
    assert 60 * 60 <= seen.size <= 20_000
    assert watch.tiny(seen).shape == (9, 16)


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ([], [(0, 10)]),
        ([(0, 10)], []),
        ([(2, 4)], [(4, 10)]),
        ([(4, 6)], [(0, 4), (6, 10)]),
        ([(-5, 1), (9, 20)], [(1, 9)]),
        ([(20, 30)], [(0, 10)]),
    ],
)
def test_wanted_stretches_are_taken_out(wanted: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    spans = [Span(start=start, end=end) for start, end in wanted]
    found = outside([Span(start=0, end=10)], spans, 3)
    assert [(span.start, span.end) for span in found] == left


def cue(start: float, end: float, text: str = "Tea") -> Cue:
    return Cue(start=start, end=end, lines=(text,))


def test_captions_in_time_pass_and_others_do_not() -> None:
    assert captions.timing(expected(cues=[cue(0, 1), cue(1, 10)])).passed
    check = captions.timing(expected(cues=[cue(0, 2), cue(1, 3), cue(9, 11)]))
    assert (check.is_fatal, check.seen) == (True, "3 cues, 1 outside the film, 1 overlapping")


def box(left: int, top: int, width: int, height: int) -> Box:
    return Box(left=left, top=top, width=width, height=height)


def test_captions_cut_by_the_frame_are_fatal_and_those_over_the_presenter_are_told() -> None:
    def placed(where: Box, presenter: Box | None = None) -> list[PlacedCaption]:
        return [PlacedCaption(cue=cue(0, 1), box=where, presenter=presenter)]

    presenter = box(200, 90, 50, 50)
    assert captions.place(expected(captions=placed(box(10, 110, 180, 30), presenter))).passed
    over = captions.place(expected(captions=placed(box(10, 110, 200, 30), presenter)))
    assert (over.passed, over.is_fatal, over.measured["over_presenter"]) == (False, False, 1)
    assert captions.place(expected(captions=placed(box(-2, 110, 100, 30)))).is_fatal
    assert captions.place(expected(captions=placed(box(10, 120, 100, 30)))).is_fatal


def test_captions_too_fast_to_read_are_told_with_their_place() -> None:
    check = captions.reading_speed(expected(cues=[cue(0, 2, "Slowly now"), cue(2, 3, "x" * 42)]))
    assert (check.passed, check.severity) == (False, "warning")
    assert check.seen == "at most 42 characters a second, at 2.0 s; 1 cues above 30"
    assert captions.reading_speed(expected(cues=[cue(0, 1, "茶" * 10)])).measured["characters_per_second"] == 25


@pytest.mark.parametrize(
    ("lips", "passed"),
    [
        (None, True),
        (LipSync(offset_seconds=0.05, confidence=0.9), True),
        (LipSync(offset_seconds=-0.2, confidence=0.9), False),
        (LipSync(offset_seconds=-0.2, confidence=0.2), True),
    ],
)
def test_lips_are_blamed_only_when_it_is_sure(lips: LipSync | None, *, passed: bool) -> None:
    assert sounds.lip_sync(expected(lips=lips)).passed is passed


def test_every_check_has_a_meaning_and_its_gate() -> None:
    assert set(CHECKS) >= FATAL
    assert sorted(name for names in GATES.values() for name in names) == sorted(CHECKS)
