"""Which providers work: built from the names in the settings. There is one for each kind, and no other steps in."""

# What a name stands for is imported when it is asked for: nobody waits for services that are not used.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from vidpipe.errors import ProviderError
from vidpipe.models import Brief
from vidpipe.providers.base import Provider
from vidpipe.providers.session import Session


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What providers are built with: the way out, and the folders of this machine."""

    voice_dir: Path
    picture_dir: Path
    publish_dir: Path
    session: Session = field(default_factory=Session)

    @classmethod
    def of(cls, folders: Mapping[str, Path], session: Session | None = None) -> Self:
        """Return the tools with these folders; without a session they serve for looking at providers."""
        return cls(**folders, session=session or Session())


def _local(path: str, **folders: str) -> Callable[[Tools], Any]:
    """Return the builder of an embedded provider; ``folders`` are its arguments and the tools they come from."""
    return lambda tools: _load(path)(**{name: getattr(tools, folder) for name, folder in folders.items()})


def _service(path: str) -> Callable[[Tools], Any]:
    """Return the builder of a service's client."""
    return lambda tools: _load(path)(tools.session)


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(f"vidpipe.providers.{module}"), name)


PROVIDERS: Mapping[str, Mapping[str, Callable[[Tools], Any]]] = {
    "script": {
        "brief": _local("local.script:LocalScriptProvider"),
        "gemini": _service("gemini.script:GeminiScriptProvider"),
        "openai": _service("openai.script:OpenAIScriptProvider"),
    },
    "image": {
        "local": _local("local.images:LocalImageProvider"),
        "folder": _local("local.pictures:FolderImageProvider", folder="picture_dir"),
        "stability": _service("stability.images:StabilityImageProvider"),
    },
    "clip": {
        "seedance": _service("seedance.clips:SeedanceClipProvider"),
        "omni": _service("omni.clips:OmniClipProvider"),
        "veo": _service("omni.veo:VeoClipProvider"),
        "sora": _service("sora.clips:SoraClipProvider"),
    },
    "speech": {
        "piper": _local("local.speech:LocalSpeechProvider", folder="voice_dir"),
        "elevenlabs": _service("elevenlabs.speech:ElevenLabsSpeechProvider"),
        "gemini": _service("gemini.speech:GeminiSpeechProvider"),
        "openai": _service("openai.speech:OpenAISpeechProvider"),
        "azure": _service("azure.speech:AzureSpeechProvider"),
    },
    "avatar": {
        "drawn": _local("local.avatar:LocalAvatarProvider"),
        "did": _service("did.avatar:DidAvatarProvider"),
    },
    "upload": {
        "folder": _local("local.folder:FolderUploadProvider", root="publish_dir"),
        "youtube": _service("youtube.upload:YouTubeUploadProvider"),
    },
}
"""Kind of work → name in the settings → how that provider is built."""


def build(kind: str, name: str, tools: Tools) -> Any:
    """Return the provider of that kind and name: what the kind's protocol in :mod:`vidpipe.providers.base` says."""
    return PROVIDERS[kind][name](tools)


class Unready:
    """Stands for a provider whose settings cannot be used, where providers are looked at."""

    def __init__(self, name: str, error: ProviderError) -> None:
        self.name = name
        self._error = error

    def fingerprint(self) -> dict[str, object]:
        """Raise what is wrong."""
        raise self._error

    def problems(self) -> list[str]:
        """Say what is wrong."""
        return [self._error.message]

    def accepts(self, brief: Brief) -> None:  # noqa: ARG002 - whatever is asked for
        """Raise what is wrong."""
        raise self._error


class Providers(Mapping[str, Provider]):
    """Every kind's provider, in the order of the line, for looking at rather than for work.

    Each is built anew whenever it is asked for, so that a key that was added to ``.env`` counts at once. One whose
    settings cannot be used is there as well, with its problem.
    """

    def __init__(self, names: Mapping[str, str], tools: Tools) -> None:
        self._names = {kind: names[kind] for kind in PROVIDERS if names.get(kind, "none") != "none"}
        self._tools = tools

    def __getitem__(self, kind: str) -> Provider:
        name = self._names[kind]
        try:
            provider: Provider = build(kind, name, self._tools)
        except ProviderError as error:
            return Unready(name, error)
        return provider

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
