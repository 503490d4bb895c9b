"""How a film is cut into pieces."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.media import Cue, Look, Material, Shot
from vidpipe.media.film.plan import PIECE_SECONDS, Piece, pieces
from vidpipe.models import Style, TransitionKind, TransitionLook


def look(kind: TransitionKind = TransitionKind.CROSSFADE, seconds: float = 0.4, **changes: object) -> Look:
    style = Style(transition=TransitionLook(kind=kind, seconds=seconds))
    return replace(Look(width=256, height=144, fps=30, style=style), **changes)  # type: ignore[arg-type]


def shot(number: int, frames: int, content: str = "") -> Shot:
    picture = Material(path=Path(f"{number}.png"), sha256=content or str(number))
    return Shot(number=number, picture=picture, frames=frames, cues=(Cue(start=0.1, end=0.4, lines=("a",)),))


def seen(piece: Piece) -> list[tuple[int, int]]:
    """The frames of the film that a piece holds, as (first, behind the last)."""
    return [(piece.at + piece.first, piece.at + piece.first + piece.count)]


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=12),
    st.sampled_from(TransitionKind),
    st.floats(0, 2),
)
def test_the_pieces_hold_every_frame_once_and_in_order(
    lengths: list[int], kind: TransitionKind, seconds: float
) -> None:
    made = pieces(look(kind, seconds), [shot(n, frames) for n, frames in enumerate(lengths, start=1)])
    spans = [span for piece in made for span in seen(piece)]
    assert [begin for begin, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == sum(lengths)
    assert all(piece.count > 0 for piece in made)
    assert all(piece.count <= PIECE_SECONDS * 30 for piece in made if piece.following is None)


def test_a_cut_has_no_transition() -> None:
    made = pieces(look(TransitionKind.CUT), [shot(1, 60), shot(2, 60)])
    assert [(piece.shot.number, piece.first, piece.count, piece.following) for piece in made] == [
        (1, 0, 60, None),
        (2, 0, 60, None),
    ]


def test_another_picture_changes_only_its_own_pieces_and_the_transitions_beside_it() -> None:
    shots = [shot(number, 100) for number in range(1, 9)]
    changed = [*shots[:3], shot(4, 100, "another"), *shots[4:]]
    before, after = (pieces(look(), film) for film in (shots, changed))
    different = [new for old, new in zip(before, after, strict=True) if old.inputs() != new.inputs()]
    assert [(piece.shot.number, piece.following is not None) for piece in different] == [
        (3, True),
        (4, False),
        (4, True),
    ]
    assert sum(piece.count for piece in different) <= 0.25 * 800


def test_a_shot_that_lies_elsewhere_in_the_film_is_the_same_piece() -> None:
    one = pieces(look(), [shot(1, 60), shot(2, 90), shot(3, 60)])
    other = pieces(look(), [shot(1, 75), shot(2, 90), shot(3, 60)])
    of_two = [[p.inputs() for p in film if p.shot.number == 2 and p.following is None] for film in (one, other)]
    assert of_two[0] == of_two[1]


def test_with_a_presenter_it_is_not_the_same_since_the_presenter_goes_on_speaking() -> None:
    presenter = Material(path=Path("p.mp4"), sha256="p")
    one = pieces(look(presenter=presenter), [shot(1, 60), shot(2, 90)])
    other = pieces(look(presenter=presenter), [shot(1, 75), shot(2, 90)])
    assert one[-1].inputs() != other[-1].inputs()


@pytest.mark.parametrize(
    "changes",
    [{"fps": 25}, {"width": 128}, {"language": "ar"}, {"seed": 1}, {"style": Style(palette={"accent": "#ff0000"})}],  # type: ignore[arg-type]
)
def test_whatever_shows_in_a_piece_is_part_of_what_it_is_remembered_by(changes: dict[str, object]) -> None:
    plain = pieces(look(), [shot(1, 60)])[0]
    other = pieces(replace(look(), **changes), [shot(1, 60)])[0]  # type: ignore[arg-type]
    assert plain.inputs() != other.inputs()
    json.dumps(other.inputs())


def test_a_title_card_is_another_piece_where_a_presenter_follows_who_changes_the_layout() -> None:
    card = replace(shot(0, 60), card=True)
    presenter = Material(path=Path("p.mp4"), sha256="p")
    alone, before = (pieces(look(presenter=one), [card, shot(1, 60)])[0] for one in (None, presenter))
    assert alone.inputs() != before.inputs()
    other = pieces(look(presenter=replace(presenter, sha256="q")), [card, shot(1, 60)])[0]
    assert other.inputs() == before.inputs()


def test_other_options_of_the_encoder_make_other_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    def inputs() -> dict[str, object]:
        return pieces(look(), [shot(1, 60)])[0].inputs()

    before = inputs()
    monkeypatch.setattr("vidpipe.media.film.encoding.CRF", 21)
    assert inputs() != before


def test_another_font_makes_other_pieces() -> None:
    def inputs(font: str | None) -> list[dict[str, object]]:
        file = None if font is None else Material(path=Path("own.ttf"), sha256=font)
        return [piece.inputs() for piece in pieces(look(font=file), [shot(1, 60)])]

    assert inputs("a") == inputs("a") != inputs("b") != inputs(None)
