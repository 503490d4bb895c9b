"""Everything about film and sound files: the narration's track, captions, the film, thumbnails, probing, checks."""

from vidpipe.media.binaries import ffmpeg_path, ffmpeg_version, missing_features
from vidpipe.media.captions.ass import write_ass
from vidpipe.media.captions.cues import Cue, Word, film_cues, make_cues
from vidpipe.media.captions.files import write_srt, write_vtt
from vidpipe.media.captions.layer import CaptionLayer
from vidpipe.media.checks.expected import Expected, Span
from vidpipe.media.checks.inspect import inspect
from vidpipe.media.checks.listening import listen
from vidpipe.media.clips import keep_clip, make_poster
from vidpipe.media.film.encode import Painted, encode_piece
from vidpipe.media.film.encoders import available_encoders, choose_encoding
from vidpipe.media.film.encoding import Encoding
from vidpipe.media.film.layers import caption_boxes
from vidpipe.media.film.layout import Box, Layout, layout_for
from vidpipe.media.film.make import MakePiece, make_film, pieces_at_once
from vidpipe.media.film.plan import Look, Material, Piece, Shot, body_pieces, transition_pieces
from vidpipe.media.film.watch import Watch
from vidpipe.media.film.watermark import Watermark
from vidpipe.media.frames.pictures import keep_ready
from vidpipe.media.packaging.chapters import make_chapters
from vidpipe.media.packaging.pictures import spread
from vidpipe.media.packaging.small import make_small
from vidpipe.media.packaging.thumbnails import fit_thumbnail, make_thumbnails
from vidpipe.media.picture_places import PicturePlaces
from vidpipe.media.presenter.conform import conform_presenter, picture_at
from vidpipe.media.presenter.cutout import can_be_cut_out, is_before_screen
from vidpipe.media.presenter.filmed_face import face_in_film
from vidpipe.media.presenter.framing import crop_for, framing
from vidpipe.media.presenter.head_part import HeadPart, head_part, head_part_of
from vidpipe.media.presenter.length import require_length
from vidpipe.media.presenter.lip_sync import LipSync, lip_sync
from vidpipe.media.presenter.sizes import FilmSizes, film_sizes
from vidpipe.media.probe import AudioInfo, MediaInfo, VideoInfo, is_faststart, is_whole, probe
from vidpipe.media.run import Progress, run_ffmpeg
from vidpipe.media.sound.joining import JoinedNarration, Recording, SceneSpan, join_scenes
from vidpipe.media.sound.loudness import Loudness, measure_loudness
from vidpipe.media.sound.own_music import check_music
from vidpipe.media.sound.samples import SAMPLE_RATE
from vidpipe.media.sound.soundtrack import MusicPlan, Soundtrack, make_soundtrack
from vidpipe.media.sound.speech_size import shrink_speech
from vidpipe.media.sound.sync import speech_delay
from vidpipe.media.sound.timing import SceneTiming, time_scene

__all__ = [
    "SAMPLE_RATE",
    "AudioInfo",
    "Box",
    "CaptionLayer",
    "Cue",
    "Encoding",
    "Expected",
    "FilmSizes",
    "HeadPart",
    "JoinedNarration",
    "Layout",
    "LipSync",
    "Look",
    "Loudness",
    "MakePiece",
    "Material",
    "MediaInfo",
    "MusicPlan",
    "Painted",
    "PicturePlaces",
    "Piece",
    "Progress",
    "Recording",
    "SceneSpan",
    "SceneTiming",
    "Shot",
    "Soundtrack",
    "Span",
    "VideoInfo",
    "Watch",
    "Watermark",
    "Word",
    "available_encoders",
    "body_pieces",
    "can_be_cut_out",
    "caption_boxes",
    "check_music",
    "choose_encoding",
    "conform_presenter",
    "crop_for",
    "encode_piece",
    "face_in_film",
    "ffmpeg_path",
    "ffmpeg_version",
    "film_cues",
    "film_sizes",
    "fit_thumbnail",
    "framing",
    "head_part",
    "head_part_of",
    "inspect",
    "is_before_screen",
    "is_faststart",
    "is_whole",
    "join_scenes",
    "keep_clip",
    "keep_ready",
    "layout_for",
    "lip_sync",
    "listen",
    "make_chapters",
    "make_cues",
    "make_film",
    "make_poster",
    "make_small",
    "make_soundtrack",
    "make_thumbnails",
    "measure_loudness",
    "missing_features",
    "picture_at",
    "pieces_at_once",
    "probe",
    "require_length",
    "run_ffmpeg",
    "shrink_speech",
    "speech_delay",
    "spread",
    "time_scene",
    "transition_pieces",
    "write_ass",
    "write_srt",
    "write_vtt",
]
