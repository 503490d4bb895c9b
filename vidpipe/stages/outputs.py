"""What the stages before handed on, read back as typed manifests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from vidpipe.errors import NotFound
from vidpipe.models import (
    AvatarManifest,
    CompositeManifest,
    NarrationManifest,
    SceneImagesManifest,
    ScriptManifest,
    Stage,
    StageManifest,
    UploadManifest,
)

MANIFESTS: Mapping[Stage, type[StageManifest]] = {
    kind.stage: kind
    for kind in (
        ScriptManifest,
        SceneImagesManifest,
        NarrationManifest,
        AvatarManifest,
        CompositeManifest,
        UploadManifest,
    )
}

ManifestT = TypeVar("ManifestT", bound=StageManifest)


class Outputs:
    """The manifests of a task's finished stages."""

    def __init__(self, manifests: Mapping[str, Mapping[str, Any]]) -> None:
        self._manifests = manifests

    def get(self, kind: type[ManifestT]) -> ManifestT:
        """Return one stage's manifest. Raises NotFound (RUN_INCOMPLETE) when that stage has not run."""
        known = self._manifests.get(kind.stage)
        if known is None:
            raise NotFound(
                f"The stage {kind.stage} has not run for this task; run it first.",
                code="RUN_INCOMPLETE",
                details={"missing": [kind.stage.value]},
            )
        return kind.model_validate(known)

    def all(self) -> list[StageManifest]:
        """Return the manifests there are, in the order of the line."""
        return [MANIFESTS[stage].model_validate(self._manifests[stage]) for stage in Stage if stage in self._manifests]

    def before(self, stage: Stage) -> list[StageManifest]:
        """Return the manifests of the stages before this one, in the order of the line."""
        order = list(Stage)
        return [manifest for manifest in self.all() if order.index(manifest.stage) < order.index(stage)]

    def missing(self) -> list[Stage]:
        """Return the stages that have handed on nothing yet."""
        return [stage for stage in Stage if stage not in self._manifests]
