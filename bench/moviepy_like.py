"""A film made as the most used open text-to-video tools make it, which stand on moviepy.

What moviepy 2 does is written here without it. A picture clip with a zoom resizes the whole picture with Pillow's
Lanczos for every frame; clips are laid on a ground with NumPy; what is laid over a film is composed with its mask in
floating-point RGB for every frame; frames go through pipes as rgb24, and libx264 runs at its preset medium, which is
moviepy's default. The most used of the tools encodes every picture four times: as a clip of its own, again when the
clip is cut and fitted to the frame, again when the clips are joined, and once more with captions, presenter and sound.
That it joins clips one by one, each time encoding all that came before, and saves and reads the sound several times,
is left out in its favour.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from material import Film
from PIL import Image, ImageDraw

from vidpipe.media import ffmpeg_path
from vidpipe.media.lettering import draw, fit

Picture = npt.NDArray[np.uint8]
Laid = tuple[Picture, int, int, npt.NDArray[np.float64]]
"""A picture, its place and its mask."""
ZOOM_PER_SECOND = 0.03
BT601 = (0.299, 0.587, 0.114)
"""How FFmpeg makes luma of RGB when nobody says otherwise."""
BETWEEN = ("fitted", "joined")
"""The encodes between a picture's first and the film's."""


class MoviepyLike:
    """Makes one film.

    Of every ``keep_every``-th frame the luma is kept as ``NUMBER.npy`` in ``originals``, as it would be without any
    encoding.
    """

    def __init__(self, film: Film, folder: Path, originals: Path, keep_every: int) -> None:
        self._film, self._folder, self._originals, self._every = film, folder, originals, keep_every
        self._first: dict[int, Picture] = {}
        self._size = (film.look.width, film.look.height)

    def make(self, sound: Path, out: Path) -> None:
        """Make the clips, then the film."""
        clips = []
        at = 0
        for number, shot in enumerate(self._film.shots):
            clip = self._folder / f"clip{number}.mp4"
            self._encode(self._zoomed(shot.picture.path, shot.frames, at), clip)
            for what in BETWEEN:
                made, clip = clip, self._folder / f"{what}{number}.mp4"
                self._encode(self._read(made), clip)
            clips.append(clip)
            at += shot.frames
        self._encode(self._composed(clips), out, "-i", str(sound), "-c:a", "aac")

    def _encode(self, frames: Iterator[Picture], out: Path, *more: str) -> None:
        width, height = self._size
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(self._film.look.fps)]
        video = ["-c:v", "libx264", "-preset", "medium", "-pix_fmt", "yuv420p", str(out)]
        command = [ffmpeg_path(), "-y", "-loglevel", "error", *raw, "-i", "-", *more, *video]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None  # noqa: S101 (asked for)
            for frame in frames:
                process.stdin.write(frame.tobytes())
        if process.returncode:
            raise SystemExit(f"FFmpeg failed on {out.name}")

    def _zoomed(self, path: Path, count: int, first: int) -> Iterator[Picture]:
        width, height = self._size
        with Image.open(path) as opened:
            picture = np.asarray(opened.convert("RGB"))
        for number in range(count):
            zoom = 1 + ZOOM_PER_SECOND * number / self._film.look.fps
            size = int(width * zoom), int(height * zoom)
            grown = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))
            left, top = (size[0] - width) // 2, (size[1] - height) // 2
            seen = grown[top : top + height, left : left + width]
            frame = blit(np.zeros((height, width, 3), np.uint8), seen, 0, 0, None)
            if (first + number) % self._every == 0:
                self._first[first + number] = frame
            yield frame

    def _read(self, clip: Path) -> Iterator[Picture]:
        width, height = self._size
        command = [ffmpeg_path(), "-loglevel", "error", "-i", str(clip), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None  # noqa: S101 (asked for)
            while data := process.stdout.read(width * height * 3):
                yield np.frombuffer(data, np.uint8).reshape(height, width, 3)

    def _composed(self, clips: list[Path]) -> Iterator[Picture]:
        look, presenter = self._film.look, self._presenter()
        words, mask = self._caption()
        left, top = (look.width - words.shape[1]) // 2, round(0.92 * look.height) - words.shape[0]
        at = 0
        for clip, shot in zip(clips, self._film.shots, strict=True):
            for number, frame in enumerate(self._read(clip)):
                laid = []
                if presenter is not None:
                    face, disc = next(presenter[0]), presenter[1]
                    laid.append((face, look.width - len(face) * 6 // 5, look.height - len(face) * 6 // 5, disc))
                if any(cue.start <= number / look.fps < cue.end for cue in shot.cues):
                    laid.append((words, left, top, mask))
                if at in self._first:
                    self._keep(at, composed(self._first.pop(at), laid))
                at += 1
                yield composed(frame, laid)

    def _keep(self, number: int, frame: Picture) -> None:
        luma = frame @ np.array(BT601) * 219 / 255 + 16
        np.save(self._originals / f"{number}.npy", np.rint(luma).astype(np.uint8))

    def _caption(self) -> tuple[Picture, npt.NDArray[np.float64]]:
        look = self._film.look
        size = round(0.045 * min(look.width, look.height))
        text = fit(" ".join(self._film.shots[0].cues[0].lines), "en", width=look.width * 0.7, height=3 * size,
                   largest=size, smallest=size // 2, max_lines=2)  # fmt: skip
        image = Image.new("RGBA", (int(text.width) + 2 * size, int(text.height) + size), (16, 18, 24, 200))
        draw(ImageDraw.Draw(image), text, size, size / 2, "white")
        pixels = np.asarray(image)
        return pixels[:, :, :3], pixels[:, :, 3] / 255.0

    def _presenter(self) -> tuple[Iterator[Picture], npt.NDArray[np.float64]] | None:
        look = self._film.look
        if look.presenter is None:
            return None
        side = round(0.22 * min(look.width, look.height))
        rows, columns = np.mgrid[0:side, 0:side]
        disc = np.clip(side / 2 - np.hypot(rows - side / 2, columns - side / 2), 0, 1)
        return self._faces(look.presenter.path, side), disc

    def _faces(self, path: Path, side: int) -> Iterator[Picture]:
        command = [ffmpeg_path(), "-loglevel", "error", "-i", str(path), "-r", str(self._film.look.fps)]
        command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None  # noqa: S101 (asked for)
            data = b""
            while True:
                data = process.stdout.read(512 * 512 * 3) or data
                face = Image.frombuffer("RGB", (512, 512), data)
                yield np.asarray(face.resize((side, side), Image.Resampling.LANCZOS))


def composed(frame: Picture, laid: list[Laid]) -> Picture:
    """Lay things over a frame, one after the other."""
    for picture, left, top, mask in laid:
        frame = blit(frame, picture, left, top, mask)
    return frame


def blit(ground: Picture, laid: Picture, left: int, top: int, mask: npt.NDArray[np.float64] | None) -> Picture:
    """Lay a picture over another as moviepy's ``blit`` does: on a copy, in floating point where there is a mask."""
    result = ground.copy()
    part = result[top : top + laid.shape[0], left : left + laid.shape[1]]
    if mask is None:
        part[:] = laid
    else:
        tripled = np.dstack(3 * [mask])
        part[:] = 1.0 * tripled * laid + (1.0 - tripled) * part
    return result.astype(np.uint8)
