from __future__ import annotations

from pathlib import Path

from vidpipe.media import Cue
from vidpipe.media.film.compose import CompositePlan, command
from vidpipe.media.film.motion import Shot

CAPTION = "drawtext=text='owned':[v];{\\an8} caption"


def test_no_text_stands_in_the_filter_graph(tmp_path: Path) -> None:
    folder = tmp_path / "odd 'name':,;[x]"
    folder.mkdir()
    plan = CompositePlan(
        shots=[Shot(picture=folder / "p.png", start=0, end=1)],
        narration=folder / "n.wav",
        duration=1,
        width=640,
        height=360,
        fps=30,
        title="title=owned,[x]",
        language="en",
        presenter=folder / "a.mp4",
        cues=[Cue(start=0, end=1, lines=(CAPTION,))],
    )
    args = command(plan, folder / "out.mp4", folder)
    graph = args[args.index("-filter_complex") + 1]
    assert graph.isascii()
    assert "owned" not in graph
    assert "odd" not in graph
    assert "ass=filename=captions.ass:fontsdir=fonts" in graph
    assert args[args.index("-metadata") + 1] == "title=title=owned,[x]"
    assert all(isinstance(arg, str) for arg in args)


def test_lengths_are_counted_in_whole_frames() -> None:
    plan = CompositePlan(
        shots=[], narration=Path("n"), duration=10.02, width=2, height=2, fps=30, title="", language="en"
    )
    assert plan.frame_count == 301
