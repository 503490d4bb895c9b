"""A presenter's picture as the film's frames hold theirs, cut and scaled to its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from vidpipe.media.frames.planes import Plane
from vidpipe.media.presenter.framing import Fitting
from vidpipe.media.probe import color_matrix

_BT709, _TV_RANGE = 1, 1
_UPRIGHT = {90: ("transpose", "cclock"), -90: ("transpose", "clock"), 180: ("rotate", "PI"), -180: ("rotate", "PI")}
"""Filters that turn back what a telephone filmed lying on its side; by its angle, counted anticlockwise."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Luma, colour differences at half its size, and how opaque it is where the film says so; BT.709, limited range.

    With ``alpha``, the colours are multiplied by it: the picture lies on black.
    """

    y: Plane
    cb: Plane
    cr: Plane
    alpha: Plane | None = None


class Fitter:
    """Cuts and scales the pictures of one film."""

    def __init__(self, first: VideoFrame, fitting: Fitting) -> None:
        """Prepare for pictures like ``first``."""
        self.transparent = any(component.is_alpha for component in VideoFormat(first.format.name).components)
        size = first.width, first.height
        self.size = size[::-1] if abs(round(first.rotation)) == 90 else size
        """Width and height of the film, upright."""
        self._cut = fitting(*self.size)
        self._graph = None if self._fits(first) else self._way(first)
        self._of: VideoFrame | None = None
        self._last: Picture | None = None

    def fitted(self, frame: VideoFrame) -> Picture:
        """Return a picture cut and scaled; the same one again costs nothing."""
        if self._last is None or self._of is not frame:
            self._of, self._last = frame, self._fitted(frame)
        return self._last

    def _fits(self, frame: VideoFrame) -> bool:
        cut = self._cut
        return (
            (frame.width, frame.height) == (cut.part.width, cut.part.height) == (cut.width, cut.height)
            and frame.format.name == "yuv420p"
            and not frame.rotation
            and (int(frame.colorspace), int(frame.color_range)) == (_BT709, _TV_RANGE)
        )

    def _fitted(self, frame: VideoFrame) -> Picture:
        if self._graph is not None:
            self._graph.push(frame)
            pulled = self._graph.pull()
            if not isinstance(pulled, VideoFrame):
                raise ValueError("a picture could not be scaled")
            frame = pulled
        y, cb, cr, *alpha = (_samples(plane) for plane in frame.planes)
        return Picture(y=y, cb=cb, cr=cr, alpha=alpha[0] if alpha else None)

    def _way(self, frame: VideoFrame) -> Graph:
        """Return the filters from the film's pictures to those that are shown."""
        cut, crop = self._cut, self._cut.part
        matrix = color_matrix(int(frame.colorspace), frame.width, frame.height)
        graph = Graph()
        steps = [
            graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
        ]
        if turn := _UPRIGHT.get(round(frame.rotation)):
            steps.append(graph.add(*turn))
        steps.append(graph.add("crop", f"{crop.width}:{crop.height}:{crop.left}:{crop.top}"))
        if self.transparent:
            # Colours under transparent pixels must not bleed into the mean of several.
            steps += [graph.add("format", "gbrap"), graph.add("premultiply", "inplace=1")]
            matrix = "auto"
        scaling = f"flags=lanczos+accurate_rnd:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv"
        steps.append(graph.add("scale", f"{cut.width}:{cut.height}:{scaling}"))
        steps.append(graph.add("format", "yuva420p" if self.transparent else "yuv420p"))
        steps.append(graph.add("buffersink"))
        graph.link_nodes(*steps).configure()
        return graph


def _samples(plane: VideoPlane) -> Plane:
    """Return a plane's samples where they are, without the padding of its rows; they live as long as the array."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return np.asarray(rows[: plane.height, : plane.width], np.uint8)
