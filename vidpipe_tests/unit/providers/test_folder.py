from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from vidpipe.errors import InvalidInput, ProviderError
from vidpipe.models import Artifact, Brief, Chapter, CompositeManifest, Scene, Script
from vidpipe.models.platforms import Platform
from vidpipe.providers import Published, PublishRequest
from vidpipe.providers.local.folder import FolderUploadProvider

TASK = "0a1b2c3d-1111-4222-8333-444455556666"
TWIN = "0a1b2c3d-9999-4222-8333-444455556666"
"""Another task, whose id begins alike."""
NAMES = ("video.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg", "manifest.json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "published"


def request(
    folder: Path, title: str = "Tea 茶", *, task_id: str = TASK, film: str = "film", **publish: Any
) -> PublishRequest:
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    files = {name: sources / name for name in NAMES}
    for name, path in files.items():
        path.write_text(f"{film} {name}", encoding="utf-8")
    script = Script(
        title=title or "-",
        description="All of it",
        tags=["tea"],
        language="zh-TW",
        scenes=[Scene(number=1, narration="Tea.", picture="Tea")],
    )
    # The model refuses an empty title, which other script providers might still hand on.
    script = script.model_copy(update={"title": title})
    nothing = Artifact(sha256="0" * 64, size=0, media_type="video/mp4")
    return PublishRequest(
        task_id=task_id,
        trace_id="f" * 32,
        script=script,
        brief=Brief.model_validate({"title": "Tea", "script": [{"narration": "Tea."}], "publish": publish}),
        composite=CompositeManifest(
            provider="ffmpeg",
            video=nothing,
            captions_srt=nothing,
            captions_vtt=nothing,
            thumbnail=nothing,
            duration=2.5,
            width=854,
            height=480,
            fps=30,
        ),
        files=files,
    )


def publish(root: Path, wanted: PublishRequest) -> Published:
    return asyncio.run(FolderUploadProvider(root).publish(wanted, lambda _: None))


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir()}


def test_a_video_lies_in_a_folder_of_its_own_with_all_files(root: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    provider = FolderUploadProvider(root)
    published = asyncio.run(provider.publish(request(tmp_path), shares.append))
    folder = root / "tea-茶-0a1b2c3d"
    assert folders(root) == {folder.name}
    assert published.reference == folder.name
    assert Path(unquote(urlsplit(published.url).path)) == folder / "video.mp4"
    assert folders(folder) == {*NAMES, "metadata.json"}
    assert (folder / "video.mp4").read_text(encoding="utf-8") == "film video.mp4"
    assert folder.stat().st_mode & 0o777 == 0o755
    assert shares == sorted(shares)
    assert shares[-1] < 1


def test_metadata_tells_what_was_published(root: Path, tmp_path: Path) -> None:
    publish(root, request(tmp_path, visibility="unlisted", tags=["hot"]))
    metadata = json.loads((root / "tea-茶-0a1b2c3d" / "metadata.json").read_text(encoding="utf-8"))
    assert metadata == {
        "title": "Tea 茶",
        "description": "All of it",
        "tags": ["hot"],
        "language": "zh-TW",
        "chapters": [],
        "chapterLines": "",
        "formats": [],
        "visibility": "unlisted",
        "duration": 2.5,
        "width": 854,
        "height": 480,
        "taskId": TASK,
        "traceId": "f" * 32,
    }


def test_metadata_has_the_chapters_in_the_form_that_sites_read(root: Path, tmp_path: Path) -> None:
    wanted = request(tmp_path)
    chapters = [Chapter(title="Leaves", start=0), Chapter(title="Water", start=75.5)]
    publish(root, replace(wanted, composite=wanted.composite.model_copy(update={"chapters": chapters})))
    metadata = json.loads((root / "tea-茶-0a1b2c3d" / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["chapters"] == [{"title": "Leaves", "start": 0}, {"title": "Water", "start": 75.5}]
    assert metadata["chapterLines"] == "0:00 Leaves\n1:15 Water"


def test_what_the_target_would_not_take_is_refused_if_a_person_wrote_it_and_shortened_if_not(
    root: Path, tmp_path: Path
) -> None:
    wanted = request(tmp_path)
    said = wanted.brief.publish.model_copy(update={"description": "茶" * 2_201})
    long = wanted.brief.model_copy(update={"target": Platform.TIKTOK, "publish": said})
    provider = FolderUploadProvider(root)
    with pytest.raises(InvalidInput, match="has 2,201 UTF-16 units; shorten it to 2,200: so TikTok wants it"):
        provider.accepts(long)
    provider.accepts(long.model_copy(update={"target": None}))
    brief = wanted.brief.model_copy(update={"target": Platform.TIKTOK})
    written = wanted.script.model_copy(update={"description": "Tea and " * 400})
    published = publish(root, replace(wanted, brief=brief, script=written))
    assert published.warnings == ("The description was shortened to the 2,200 UTF-16 units that TikTok takes.",)
    metadata = json.loads((root / published.reference / "metadata.json").read_text(encoding="utf-8"))
    assert len(metadata["description"]) <= 2_200
    assert metadata["description"].endswith("…")


def test_metadata_keeps_what_video_sites_want_to_know(root: Path, tmp_path: Path) -> None:
    wanted = {"made_for_kids": False, "publish_at": "2099-01-31T18:00:00+01:00", "playlists": ["PLtea"]}
    publish(root, request(tmp_path, **wanted))
    metadata = json.loads((root / "tea-茶-0a1b2c3d" / "metadata.json").read_text(encoding="utf-8"))
    shown = {name: metadata.get(name) for name in ("visibility", "madeForKids", "publishAt", "playlists", "category")}
    assert shown == {
        "visibility": "private",
        "madeForKids": False,
        "publishAt": "2099-01-31T18:00:00+01:00",
        "playlists": ["PLtea"],
        "category": None,
    }


def test_publishing_again_replaces(root: Path, tmp_path: Path) -> None:
    first = publish(root, request(tmp_path, film="old"))
    (root / first.reference / "left.txt").touch()
    assert publish(root, request(tmp_path, film="new")) == first
    assert folders(root) == {first.reference}
    assert folders(root / first.reference) == {*NAMES, "metadata.json"}
    assert (root / first.reference / "video.mp4").read_text(encoding="utf-8") == "new video.mp4"


def test_a_changed_title_leaves_no_second_video(root: Path, tmp_path: Path) -> None:
    publish(root, request(tmp_path, "Tea"))
    publish(root, request(tmp_path, "Another's", task_id=TWIN))
    own = root / "notes-0a1b2c3d"
    own.mkdir()
    (own / "metadata.json").write_text("[]", encoding="utf-8")
    publish(root, request(tmp_path, "Coffee"))
    assert folders(root) == {"coffee-0a1b2c3d", "another-s-0a1b2c3d", "notes-0a1b2c3d"}


def test_a_full_disk_is_told_and_leaves_what_was_there(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(root, request(tmp_path, film="old"))

    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(ProviderError, match="Free some space") as caught:
        publish(root, request(tmp_path, film="new"))
    assert caught.value.code == "DISK_SPACE_INSUFFICIENT"
    assert folders(root) == {first.reference}
    assert (root / first.reference / "video.mp4").read_text(encoding="utf-8") == "old video.mp4"


def test_a_root_that_is_no_folder_is_told(tmp_path: Path) -> None:
    root = tmp_path / "taken"
    root.write_text("a file", encoding="utf-8")
    with pytest.raises(ProviderError, match="Check the folder") as caught:
        publish(root, request(tmp_path))
    assert caught.value.code == "PUBLISH_FAILED"
    [problem] = FolderUploadProvider(root).problems()
    assert "VIDPIPE_PUBLISH_DIR" in problem


def test_a_writable_root_is_no_problem(root: Path) -> None:
    assert FolderUploadProvider(root).problems() == []
    assert folders(root) == set()


@pytest.mark.parametrize("title", ["../../x", "", "🍵☕️", "x" * 300, "茶" * 300, "/etc/passwd", "a\x00b", ".hidden"])
def test_no_title_leads_out_of_the_folder(root: Path, tmp_path: Path, title: str) -> None:
    published = publish(root, request(tmp_path, title))
    assert folders(root) == {published.reference}
    assert (root / published.reference / "video.mp4").is_file()
    assert not published.reference.startswith(".")
    assert published.reference.endswith("-0a1b2c3d")


def test_what_dead_processes_left_is_removed_after_an_hour(root: Path, tmp_path: Path) -> None:
    for name, age in [(".publishing-old", 3700), (".replaced-old", 3700), (".publishing-new", 60), ("mine", 9000)]:
        (root / name / "old").mkdir(parents=True)
        then = time.time() - age
        os.utime(root / name, (then, then))
    published = publish(root, request(tmp_path))
    assert folders(root) == {".publishing-new", "mine", published.reference}
