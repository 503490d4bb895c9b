"""Everything about film and sound files: the narration's track, captions, the film, thumbnails, probing, checks."""

from vidpipe.media.binaries import ffmpeg_path, ffmpeg_version, missing_features
from vidpipe.media.captions.cues import Cue, make_cues
from vidpipe.media.captions.files import AssFiles, write_ass, write_srt, write_vtt
from vidpipe.media.clips import keep_clip, make_poster
from vidpipe.media.film.compose import CompositePlan, compose
from vidpipe.media.film.encode import Painted, encode_piece
from vidpipe.media.film.encoding import Encoding
from vidpipe.media.film.layout import Box, Layout, layout_for
from vidpipe.media.film.make import MakePiece, make_film
from vidpipe.media.film.plan import Look, Material, Piece, Shot
from vidpipe.media.film.quality import Expected, Finding, inspect
from vidpipe.media.presenter.conform import conform_presenter, picture_at
from vidpipe.media.presenter.cutout import can_be_cut_out
from vidpipe.media.presenter.framing import framing
from vidpipe.media.presenter.lip_sync import LipSync, lip_sync
from vidpipe.media.presenter.sizes import FilmSizes, film_sizes
from vidpipe.media.probe import AudioInfo, MediaInfo, VideoInfo, is_faststart, is_whole, probe
from vidpipe.media.run import Progress, run_ffmpeg
from vidpipe.media.sound.joining import JoinedNarration, SceneSpan, join_scenes
from vidpipe.media.sound.loudness import Loudness, measure_loudness
from vidpipe.media.sound.speech_size import shrink_speech
from vidpipe.media.sound.sync import speech_delay
from vidpipe.media.thumbnail import make_thumbnail

__all__ = [
    "AssFiles",
    "AudioInfo",
    "Box",
    "CompositePlan",
    "Cue",
    "Encoding",
    "Expected",
    "FilmSizes",
    "Finding",
    "JoinedNarration",
    "Layout",
    "LipSync",
    "Look",
    "Loudness",
    "MakePiece",
    "Material",
    "MediaInfo",
    "Painted",
    "Piece",
    "Progress",
    "SceneSpan",
    "Shot",
    "VideoInfo",
    "can_be_cut_out",
    "compose",
    "conform_presenter",
    "encode_piece",
    "ffmpeg_path",
    "ffmpeg_version",
    "film_sizes",
    "framing",
    "inspect",
    "is_faststart",
    "is_whole",
    "join_scenes",
    "keep_clip",
    "layout_for",
    "lip_sync",
    "make_cues",
    "make_film",
    "make_poster",
    "make_thumbnail",
    "measure_loudness",
    "missing_features",
    "picture_at",
    "probe",
    "run_ffmpeg",
    "shrink_speech",
    "speech_delay",
    "write_ass",
    "write_srt",
    "write_vtt",
]
