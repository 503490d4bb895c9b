from __future__ import annotations

import asyncio
import io
import wave
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidpipe.errors import ProviderError, StorageError
from vidpipe.media import can_be_cut_out, framing, lip_sync
from vidpipe.media.presenter.film import PresenterFilm
from vidpipe.media.presenter.framing import cover
from vidpipe.media.presenter.keying import Keyer, key_of
from vidpipe.media.presenter.lip_sync import SURE
from vidpipe.providers.base import AvatarProvider, AvatarRequest
from vidpipe.providers.local.avatar import LocalAvatarProvider
from vidpipe.providers.local.presenter.character import cast
from vidpipe.providers.local.presenter.drawn import DrawnPresenter
from vidpipe.providers.local.presenter.motion import Pose
from vidpipe.providers.local.presenter.video_colour import rgb_of
from vidpipe.providers.portraits import LARGEST_FILE

RATE = 22_050
REST = Pose(openness=0, width=0, teeth=0, lid=0, gaze=(0, 0), brow=0, shift=(0, 0), tilt=0, breath=0)
Pictures = list[NDArray[np.uint8]]


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """Half a second of silence, one of syllables, one of silence: 2.51 s."""
    time = np.arange(RATE) / RATE
    voice = 0.4 * np.sign(np.sin(2 * np.pi * 130 * time)) * np.clip(np.sin(2 * np.pi * 4 * time), 0, 1)
    sound = np.concatenate([np.zeros(RATE // 2), voice, np.zeros(int(1.01 * RATE))])
    return write_wav(tmp_path / "speech.wav", sound)


def write_wav(path: Path, sound: NDArray[np.float64]) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * 32_767).astype("<i2").tobytes())
    return path


@pytest.fixture
def portrait(tmp_path: Path) -> Path:
    path = tmp_path / "portrait.png"
    Image.fromarray(rgb_of(DrawnPresenter(cast(6), 500).frame(REST))).save(path)
    return path


def film(
    audio: Path, out: Path, *, portrait: Path | None = None, size: int = 160, fps: int = 25, seed: int = 0
) -> list[float]:
    shares: list[float] = []
    request = AvatarRequest(audio=audio, portrait=portrait, width=size, height=size, fps=fps, seed=seed)
    asyncio.run(LocalAvatarProvider().animate(request, out, shares.append))
    return shares


def luma(path: Path) -> Pictures:
    with av.open(str(path)) as source:
        return [frame.to_ndarray(format="gray") for frame in source.decode(video=0)]


def darkness_of_mouth(pictures: Pictures) -> NDArray[np.float64]:
    """How many pixels of the mouth's place are as dark as the inside of a mouth."""
    side = len(pictures[0])
    place = slice(int(0.55 * side), int(0.72 * side)), slice(int(0.42 * side), int(0.58 * side))
    return np.array([np.sum(picture[place] < 70) for picture in pictures], dtype=np.float64)


def test_the_provider_is_ready_and_named() -> None:
    provider: AvatarProvider = LocalAvatarProvider()

    assert provider.name == "drawn"
    assert provider.problems() == []
    assert provider.fingerprint() == LocalAvatarProvider().fingerprint()


@pytest.mark.parametrize("fps", [24, 30])
def test_the_film_is_silent_square_bt709_and_as_long_as_the_audio(speech: Path, tmp_path: Path, fps: int) -> None:
    film(speech, tmp_path / "out.mp4", fps=fps, size=242)

    with av.open(str(tmp_path / "out.mp4")) as source:
        (stream,) = source.streams
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", 242, 242)
        assert stream.average_rate == fps
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        frames = list(source.decode(video=0))
    assert len(frames) == round(2.51 * fps)
    assert [round(frame.time * fps) for frame in frames] == list(range(len(frames)))


def test_the_mouth_moves_with_the_voice_and_rests_in_silence(speech: Path, tmp_path: Path) -> None:
    film(speech, tmp_path / "out.mp4", size=240)
    dark = darkness_of_mouth(luma(tmp_path / "out.mp4"))
    before, during, after = dark[:11], dark[13:37], dark[43:]

    rest = float(np.median(before))
    assert during.max() > rest + 100
    assert during.min() < rest + 20
    assert np.ptp(before) < 15
    assert np.abs(after - rest).max() < 15


def test_the_background_stands_still(speech: Path, tmp_path: Path) -> None:
    film(speech, tmp_path / "out.mp4")
    corners = np.array([picture[:12, :12] for picture in luma(tmp_path / "out.mp4")]).astype(int)

    # The encoder lets single pixels of the fine grain waver; nothing more.
    assert np.ptp(corners, axis=0).mean() < 1.5
    assert np.ptp(corners, axis=0).max() <= 5


def test_the_same_request_gives_the_same_bytes_and_another_seed_another_person(speech: Path, tmp_path: Path) -> None:
    films = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        film(speech, tmp_path / name, seed=seed)
        films.append((tmp_path / name).read_bytes())

    assert films[0] == films[1]
    assert films[0] != films[2]


def test_progress_rises_to_one_and_only_the_film_is_left(speech: Path, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    shares = film(speech, folder / "out.mp4")

    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]


def test_a_canceled_film_stops_soon_and_leaves_nothing(tmp_path: Path) -> None:
    audio = write_wav(tmp_path / "long.wav", np.zeros(RATE * 600))
    folder = tmp_path / "films"
    folder.mkdir()

    async def cancel_under_way() -> list[float]:
        shares: list[float] = []
        begun = asyncio.Event()

        def progress(share: float) -> None:
            shares.append(share)
            begun.set()

        request = AvatarRequest(audio=audio, portrait=None, width=160, height=160, fps=30, seed=0)
        work = asyncio.create_task(LocalAvatarProvider().animate(request, folder / "out.mp4", progress))
        await begun.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        return shares

    assert asyncio.run(cancel_under_way())[-1] < 0.5
    assert list(folder.iterdir()) == []


def test_bad_audio_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    broken = tmp_path / "speech.wav"
    broken.write_bytes(b"RIFF nonsense")
    with pytest.raises(ProviderError) as refused:
        film(broken, tmp_path / "out.mp4")

    assert refused.value.code == "MEDIA_INVALID"
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize(("size", "fps"), [(161, 25), (10, 25), (5_000, 25), (160, 0)])
def test_impossible_films_are_refused(speech: Path, tmp_path: Path, size: int, fps: int) -> None:
    with pytest.raises(ProviderError) as refused:
        film(speech, tmp_path / "out.mp4", size=size, fps=fps)

    assert refused.value.code == "AVATAR_FAILED"


def test_a_folder_that_is_not_there_is_named_as_the_fault(speech: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        film(speech, tmp_path / "missing" / "out.mp4")

    assert refused.value.code == "FILE_SYSTEM_ERROR"


def test_a_portrait_speaks_and_its_background_stands_still(speech: Path, portrait: Path, tmp_path: Path) -> None:
    film(speech, tmp_path / "out.mp4", portrait=portrait, size=240)
    pictures = luma(tmp_path / "out.mp4")
    dark = darkness_of_mouth(pictures)

    assert len(pictures) == round(2.51 * 25)
    assert dark[13:37].max() > dark[:11].max() + 40
    assert np.ptp(dark[:11]) < 0.15 * np.ptp(dark)
    assert np.ptp(dark[43:]) < 0.15 * np.ptp(dark)
    corners = np.array([picture[:8, :8] for picture in pictures]).astype(int)
    assert np.ptp(corners, axis=0).max() <= 3


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_kinds_of_picture_and_turned_ones_work_alike(
    speech: Path, portrait: Path, tmp_path: Path, kind: str
) -> None:
    turned = tmp_path / "turned"
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side, as telephones do
    with Image.open(portrait) as picture:
        picture.rotate(90, expand=True).save(turned, format=kind, exif=exif, quality=95)
    film(speech, tmp_path / "upright.mp4", portrait=portrait)
    film(speech, tmp_path / "turned.mp4", portrait=turned)
    first, second = luma(tmp_path / "upright.mp4")[0].astype(int), luma(tmp_path / "turned.mp4")[0]

    assert np.abs(first - second).mean() < 4


def no_face() -> NDArray[np.uint8]:
    random = np.random.default_rng(2)
    blobs = random.integers(0, 255, (12, 12, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(blobs, (600, 600), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def png(picture: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, format="PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A small file that would unpack to 100 million pixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, format="PNG")
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 300)).save(out, format="GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png(no_face()), "no face"),
        (png(np.full((400, 400, 3), 200, dtype=np.uint8)), "no face"),
        (png(np.full((1, 1, 3), 200, dtype=np.uint8)), "no face"),
        (b"not a picture", "no PNG, JPEG or WebP"),
        (gif(), "no PNG, JPEG or WebP"),
        (png(no_face())[:2_000], "cannot be read"),
        (bomb(), "million pixels"),
        (b"\x89PNG" + bytes(LARGEST_FILE), "MB"),
    ],
    ids=["landscape", "blank", "one pixel", "text", "gif", "cut", "bomb", "large"],
)
def test_a_portrait_that_cannot_be_used_is_refused_with_its_fault(
    speech: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "portrait"
    path.write_bytes(content)
    with pytest.raises(ProviderError, match=reason) as refused:
        film(speech, tmp_path / "out.mp4", portrait=path)

    assert refused.value.code == "PORTRAIT_INVALID"
    assert not (tmp_path / "out.mp4").exists()


def test_a_leaning_head_is_refused_with_advice(speech: Path, portrait: Path, tmp_path: Path) -> None:
    with Image.open(portrait) as picture:
        picture.rotate(24, fillcolor=(240, 200, 180)).save(portrait)
    with pytest.raises(ProviderError, match=r"leans too much.*upright") as refused:
        film(speech, tmp_path / "out.mp4", portrait=portrait)

    assert refused.value.code == "PORTRAIT_INVALID"


def drawn_film(audio: Path, out: Path, width: int, height: int, **more: object) -> Pictures:
    request = AvatarRequest(audio=audio, portrait=None, width=width, height=height, fps=25, seed=0)
    asyncio.run(LocalAvatarProvider().animate(replace(request, **more), out, lambda _share: None))  # type: ignore[arg-type]
    return luma(out)


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (128, 240), (240, 142)])
def test_films_of_any_proportions_are_filled_to_their_edges(
    speech: Path, tmp_path: Path, width: int, height: int
) -> None:
    pictures = drawn_film(speech, tmp_path / "out.mp4", width, height, seconds=0.4)
    assert pictures[0].shape == (height, width)
    assert min(int(picture[:, :4].min()) for picture in pictures) > 30
    middle = framing(width, height).middle
    # The dark pupils lie a little above the middle of the face.
    face = pictures[0][int((middle - 0.12) * height) : int((middle + 0.02) * height), width // 4 : -width // 4]
    assert face.min() < 70


def test_the_beginning_of_a_film_moves_as_the_whole_does(speech: Path, tmp_path: Path) -> None:
    whole = drawn_film(speech, tmp_path / "whole.mp4", 160, 160)
    part = drawn_film(speech, tmp_path / "part.mp4", 160, 160, seconds=1.2)
    assert len(part) == 30
    assert max(np.abs(a.astype(int) - b).mean() for a, b in zip(part, whole, strict=False)) < 1.5


@pytest.mark.parametrize("seed", [*range(8), 1_000, 1_007])
def test_everybody_can_be_cut_out(speech: Path, tmp_path: Path, seed: int) -> None:
    out = tmp_path / "out.mp4"
    drawn_film(speech, out, 160, 160, seconds=0.1, cutout=True, seed=seed)
    assert can_be_cut_out(out)
    film = PresenterFilm(out, cover(160, 160))
    picture = film.at(0)
    key = key_of(picture)
    assert key is not None
    figure = Keyer(key).figure(picture)
    # Face, hair and clothes stay whole; the screen goes.
    assert (figure.keep[30:, 75:85] == 0).all()
    assert (figure.keep[:100, :6] >= 250).all()
    film.close()


def test_a_portrait_is_shown_as_wide_as_it_reaches(speech: Path, portrait: Path, tmp_path: Path) -> None:
    for width, height in ((128, 240), (240, 136)):
        pictures = drawn_film(speech, tmp_path / "out.mp4", width, height, seconds=0.2, portrait=portrait)
        assert pictures[0].shape[0] == height
        assert min(width, height) <= pictures[0].shape[1] <= width


def test_lips_that_keep_to_the_words_are_told_from_others(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    time = np.arange(8 * RATE) / RATE
    beats = np.interp(time, np.arange(0, 8.2, 0.11), random.uniform(0, 1, 75) ** 2)
    speech = write_wav(tmp_path / "speech.wav", 0.4 * beats * np.sign(np.sin(2 * np.pi * 130 * time)))
    late = write_wav(tmp_path / "late.wav", 0.4 * np.roll(beats, RATE // 5) * np.sign(np.sin(2 * np.pi * 130 * time)))
    others = np.interp(time, np.arange(0, 8.2, 0.11), random.uniform(0, 1, 75) ** 2)
    other = write_wav(tmp_path / "other.wav", 0.4 * others * np.sign(np.sin(2 * np.pi * 130 * time)))
    silence = write_wav(tmp_path / "silence.wav", np.zeros(8 * RATE))
    film(speech, tmp_path / "film.mp4")

    kept = lip_sync(tmp_path / "film.mp4", speech)
    assert abs(kept.offset_seconds) < 0.08
    assert kept.confidence >= SURE
    early = lip_sync(tmp_path / "film.mp4", late)
    assert early.offset_seconds == pytest.approx(-0.2, abs=0.05)
    assert early.confidence >= SURE
    assert lip_sync(tmp_path / "film.mp4", other).confidence < SURE
    assert lip_sync(tmp_path / "film.mp4", silence).confidence == 0
