from __future__ import annotations

from vidpipe.media import Span
from vidpipe.models import CardsLook, MotionKind, SceneSpeech, TimedText
from vidpipe.stages.quality import pauses, rests

NO_CARDS = CardsLook()
STILL, CLIP = False, True


def spoken(scene: int, start: float, end: float) -> SceneSpeech:
    words = [TimedText(text="Tea.", start=start, end=end)]
    return SceneSpeech(scene=scene, start=max(start - 0.2, 0), end=end + 0.2, sentences=words, words=words)


def spans(found: list[Span]) -> list[tuple[float, float]]:
    return [(span.start, span.end) for span in found]


def test_pauses_are_where_nobody_speaks() -> None:
    scenes = [spoken(1, 0.5, 2.0), spoken(2, 5.0, 6.0)]
    assert spans(pauses(scenes, 8.0)) == [(0.0, 0.5), (2.0, 5.0), (6.0, 8.0)]
    assert spans(pauses([spoken(1, 0.0, 2.0)], 2.0)) == []


def test_pictures_that_move_have_no_rest() -> None:
    assert rests([(0, 5, STILL)], motion=MotionKind.GENTLE, cards=NO_CARDS, duration=5) == []


def test_without_motion_still_scenes_rest_and_clips_do_not() -> None:
    scenes = [(0.0, 4.0, STILL), (4.0, 8.0, CLIP), (8.0, 12.0, STILL), (12.0, 15.0, STILL)]
    found = rests(scenes, motion=MotionKind.NONE, cards=NO_CARDS, duration=15)
    assert spans(found) == [(0.0, 4.0), (8.0, 15.0)]


def test_title_cards_rest_in_every_style() -> None:
    found = rests([(3, 10, STILL)], motion=MotionKind.LIVELY, cards=CardsLook(intro=3, outro=2), duration=12)
    assert spans(found) == [(0.0, 3.0), (10, 12)]
