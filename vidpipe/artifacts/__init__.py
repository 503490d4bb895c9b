"""Files by the hash of their content, and what was made from which inputs."""

from vidpipe.artifacts.keys import artifacts_in, canonical_json, input_key
from vidpipe.artifacts.store import LocalArtifactStore

__all__ = ["LocalArtifactStore", "artifacts_in", "canonical_json", "input_key"]
