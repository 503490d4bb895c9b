from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from vidpipe.errors import MediaError
from vidpipe.media import Cue, Expected, Watch, inspect, is_faststart, listen, probe, run_ffmpeg
from vidpipe.media.frames.frame import Frame
from vidpipe.models.checks import CHECKS, Check, Seen
from vidpipe_tests.integration.media.material import picture, read_wav, tone, write_wav

WIDTH, HEIGHT, FPS = 320, 180, 25
Paint = Callable[[int], npt.NDArray[np.uint8]]


def moving(number: int) -> npt.NDArray[np.uint8]:
    luma = np.full((HEIGHT, WIDTH), 60, np.uint8)
    luma[40:120, 10 + 2 * number : 90 + 2 * number] = 200
    return luma


def backwards(number: int) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(moving(number)[:, ::-1])


def black(_: int) -> npt.NDArray[np.uint8]:
    return np.full((HEIGHT, WIDTH), 16, np.uint8)


def piece(path: Path, paint: Paint, count: int = 50, codec: str = "libx264") -> Seen:
    """Paint and encode one piece, as films are made of."""
    watch = Watch(FPS)

    def frames() -> Iterator[memoryview]:
        frame = Frame(WIDTH, HEIGHT)
        frame.data[:] = 128
        for number in range(count):
            frame.y[:] = paint(number)
            watch.see(frame)
            yield frame.data.data

    tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "pipe:0"]
    coded = ["-c:v", codec, "-g", "50", "-flags", "+cgop", "-crf", "20", "-vf", tags, "-pix_fmt", "yuv420p"]
    asyncio.run(run_ffmpeg([*raw, *coded, str(path)], feed=frames()))
    return watch.seen()


def joined(folder: Path, parts: Sequence[str], sound: str, *options: str) -> Path:
    """Join pieces by stream copy with a sound track."""
    (folder / "list.txt").write_text("".join(f"file {part}\n" for part in parts))
    out = folder / "film.mp4"
    given = ["-f", "concat", "-i", "list.txt", "-f", "lavfi", "-i", sound]
    coded = ["-c:v", "copy", "-c:a", "aac", "-b:a", "192k", "-ac", "2", "-ar", "48000"]
    asyncio.run(run_ffmpeg([*given, *coded, "-movflags", "+faststart", *options, str(out)], cwd=folder))
    return out


def looked_over(film: Path, **more: object) -> dict[str, Check]:
    given = {"duration": 4.0, "width": WIDTH, "height": HEIGHT, "fps": FPS, **more}
    expected = Expected(**given)  # type: ignore[arg-type]
    return {check.name: check for check in asyncio.run(inspect(film, expected))}


def failed(checks: dict[str, Check]) -> set[str]:
    return {name for name, check in checks.items() if not check.passed}


LOUD = "sine=f=300:d=4:r=48000,volume=7.9dB"


@pytest.fixture
def pieces(tmp_path: Path) -> list[Seen]:
    return [piece(tmp_path / "a.mp4", moving), piece(tmp_path / "b.mp4", backwards)]


def test_a_film_of_two_pieces_passes_every_check(tmp_path: Path, pieces: list[Seen]) -> None:
    film = joined(tmp_path, ["a.mp4", "b.mp4"], LOUD)
    checks = looked_over(film, seen=pieces)
    assert failed(checks) == set()
    assert checks.keys() == CHECKS.keys() - {"sound_sync", "as_mixed"}
    assert checks["timestamps"].seen == "100 of 100 frames, each at its time"
    assert checks["as_painted"].measured["compared"] == 2


def test_pieces_in_the_wrong_order_are_not_what_was_painted(tmp_path: Path, pieces: list[Seen]) -> None:
    film = joined(tmp_path, ["b.mp4", "a.mp4"], LOUD)
    checks = looked_over(film, seen=pieces)
    assert failed(checks) == {"as_painted"}
    assert checks["as_painted"].is_fatal
    assert "2 show something else" in checks["as_painted"].seen


def test_a_lost_piece_is_missed(tmp_path: Path, pieces: list[Seen]) -> None:
    checks = looked_over(joined(tmp_path, ["a.mp4"], LOUD), seen=pieces)
    assert {"duration", "timestamps", "as_painted"} <= failed(checks)
    assert checks["timestamps"].seen.startswith("50 of 100 frames")
    assert "1 are no key frames" in checks["as_painted"].seen


def test_a_gap_between_pieces_is_found(tmp_path: Path, pieces: list[Seen]) -> None:
    (tmp_path / "list.txt").write_text("file a.mp4\nduration 2.2\nfile b.mp4\n")
    film = tmp_path / "film.mp4"
    given = ["-f", "concat", "-i", "list.txt", "-f", "lavfi", "-i", LOUD]
    asyncio.run(run_ffmpeg([*given, "-c:v", "copy", "-ac", "2", "-ar", "48000", str(film)], cwd=tmp_path))
    check = looked_over(film, seen=pieces)["timestamps"]
    assert check.is_fatal
    assert "50 at a wrong time, the first is frame 50" in check.seen


def test_a_gap_in_the_sound_is_found(tmp_path: Path, pieces: list[Seen]) -> None:
    torn = f"{LOUD},aselect='not(between(t,1,1.5))'"
    check = looked_over(joined(tmp_path, ["a.mp4", "b.mp4"], torn), seen=pieces)["timestamps"]
    assert check.is_fatal
    assert "1 gaps in the sound" in check.seen


def test_a_film_with_every_fault_is_found_out(tmp_path: Path) -> None:
    seen = piece(tmp_path / "a.mp4", black, 100)
    cues = [Cue(start=1, end=3, lines=("a",)), Cue(start=2, end=9, lines=("b" * 300,))]
    path = tmp_path / "v.mp4"
    args = ["-i", str(tmp_path / "a.mp4"), "-f", "lavfi", "-i", "anullsrc=r=48000:d=4", "-vf", "scale=160:90"]
    asyncio.run(run_ffmpeg([*args, "-ac", "2", "-b:v", "1k", str(path)]))
    checks = looked_over(path, duration=5.0, seen=[seen], cues=cues, fps=25)
    assert failed(checks) == {
        "streams", "duration", "captions", "reading_speed", "faststart", "loudness", "black", "frozen", "silence",
        "timestamps", "bit_rate", "as_painted",
    }  # fmt: skip
    assert "160x90" in checks["streams"].seen
    assert (checks["black"].seen, checks["black"].is_fatal) == ("nothing to see at 0.0-4.0 s", True)
    assert checks["loudness"].measured == {"lufs": -70.0}


def test_a_clipping_film_is_only_too_loud(tmp_path: Path, pieces: list[Seen]) -> None:
    film = joined(tmp_path, ["a.mp4", "b.mp4"], "sine=f=300:d=4:r=48000,volume=30dB")
    assert failed(looked_over(film, seen=pieces)) == {"loudness", "true_peak"}


def test_the_sound_is_listened_to_before_the_pictures_are_there(tmp_path: Path, pieces: list[Seen]) -> None:
    mixes = []
    for name, sound in (("mixed", LOUD), ("other", f"{LOUD},atrim=end=3,apad=whole_dur=4")):
        coded = ["-c:a", "aac", "-b:a", "192k", "-ac", "2", "-ar", "48000", str(tmp_path / f"{name}.m4a")]
        asyncio.run(run_ffmpeg(["-f", "lavfi", "-i", sound, *coded]))
        mixes.append(asyncio.run(listen(tmp_path / f"{name}.m4a")))
    mixed, other = mixes
    assert (mixed.silent, other.silent) == ([], [(pytest.approx(3, abs=0.03), pytest.approx(4, abs=0.03))])
    laid = ["-c", "copy", "-movflags", "+faststart"]
    film = joined(tmp_path, ["a.mp4", "b.mp4"], LOUD)
    asyncio.run(run_ffmpeg(["-i", str(film), "-i", str(tmp_path / "mixed.m4a"), "-map", "0:v", "-map", "1:a", *laid,
                            str(tmp_path / "laid.mp4")]))  # fmt: skip
    checks = looked_over(tmp_path / "laid.mp4", seen=pieces, heard=mixed)
    assert failed(checks) == set()
    assert checks.keys() == CHECKS.keys() - {"sound_sync"}
    checks = looked_over(tmp_path / "laid.mp4", seen=pieces, heard=other)
    assert failed(checks) == {"as_mixed"}
    assert checks["as_mixed"].is_fatal
    # What was measured when it was mixed is believed.
    known = other.model_copy(update={"packets": mixed.packets, "lufs": -12.0, "dbtp": 0.1, "silent": [(0.0, 3.0)]})
    assert failed(looked_over(tmp_path / "laid.mp4", seen=pieces, heard=known)) == {"loudness", "true_peak", "silence"}


def test_the_narration_must_be_what_is_heard_and_in_step(tmp_path: Path, pieces: list[Seen]) -> None:
    narration = tone(tmp_path / "n.wav", 3.5, level=0.3)
    other = tone(tmp_path / "o.wav", 3.5, pitch=331, level=0.3)
    rate, samples = read_wav(narration)
    late = write_wav(tmp_path / "l.wav", np.concatenate([np.zeros(rate * 12 // 100), samples / 32_768]), rate)
    for file, verdict in ((narration, "+0 ms"), (late, "+120 ms"), (other, "not that of")):
        film = joined(tmp_path, ["a.mp4", "b.mp4"], f"amovie={file.name},apad=whole_dur=4")
        check = looked_over(film, seen=pieces, narration=narration)["sound_sync"]
        assert verdict in check.seen
        assert check.passed is (verdict == "+0 ms")
    film = joined(tmp_path, ["a.mp4", "b.mp4"], LOUD)
    assert "sound_sync" not in looked_over(film, narration=narration, narration_at=9.0)


def test_pictures_that_nobody_watched_are_said_not_to_be_known(tmp_path: Path, pieces: list[Seen]) -> None:
    assert pieces
    checks = looked_over(joined(tmp_path, ["a.mp4", "b.mp4"], LOUD))
    assert failed(checks) == {"as_painted", "black", "frozen"}
    assert not any(check.is_fatal for check in checks.values())


def test_a_film_without_sound_fails_by_its_streams(tmp_path: Path) -> None:
    seen = piece(tmp_path / "a.mp4", moving, 25)
    checks = looked_over(tmp_path / "a.mp4", duration=1, seen=[seen])
    assert checks["streams"].seen == "1 picture and 0 sound streams"
    assert checks["streams"].is_fatal
    assert not {"loudness", "silence"} & checks.keys()


def test_probing_tells_pictures_from_sounds(tmp_path: Path) -> None:
    sound = probe(tone(tmp_path / "a.wav", 1.5))
    assert sound.video == []
    assert (sound.audio[0].sample_rate, sound.audio[0].channels) == (22_050, 1)
    assert sound.duration == pytest.approx(1.5, abs=0.01)
    assert probe(picture(tmp_path / "p.png", 64, 48)).video[0].width == 64


@pytest.mark.parametrize("content", [b"", b"not media at all", b"\x00\x00\x00\x18ftypmp42" + bytes(100)])
def test_what_is_no_media_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    for look in (probe, is_faststart):
        with pytest.raises(MediaError, match=r"x\.mp4") as caught:
            look(path)
        assert caught.value.code == "MEDIA_INVALID"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        probe(tmp_path / "x.mp4")
    assert caught.value.code == "FILE_NOT_FOUND"


def test_an_index_at_the_end_is_seen(tmp_path: Path) -> None:
    made = ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=1"]
    asyncio.run(run_ffmpeg([*made, str(tmp_path / "late.mp4")]))
    asyncio.run(run_ffmpeg([*made, "-movflags", "+faststart", str(tmp_path / "early.mp4")]))
    assert not is_faststart(tmp_path / "late.mp4")
    assert is_faststart(tmp_path / "early.mp4")
