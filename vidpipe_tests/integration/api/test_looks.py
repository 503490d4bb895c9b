"""Which styles and brands briefs may name, and what becomes of those that there are not."""

from __future__ import annotations

from pathlib import Path

import httpx

from vidpipe.styles import BUILT_IN, built_in


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_styles_are_listed_with_everything_a_frontend_shows(http: httpx.Client, tmp_path: Path) -> None:
    write(tmp_path / "styles", "night.yaml", "title: Nacht 🌙\nlike: documentary\n")
    write(tmp_path / "styles", "broken.yaml", "colour: red\n")
    listed = http.get("/api/styles").json()["data"]
    assert [one["name"] for one in listed] == [*BUILT_IN, "broken", "night"]
    first, broken, night = listed[0], listed[-2], listed[-1]
    assert (first["own"], night["own"]) == (False, True)
    assert first["style"] == built_in()["explainer"].wire()
    assert first["style"]["pauses"]["leadIn"] == built_in()["explainer"].pauses.lead_in
    assert night["style"]["title"] == "Nacht 🌙"
    assert broken["style"] is None
    assert broken["problem"].startswith("broken.yaml: colour is no field of a style")
    assert str(tmp_path) not in broken["problem"]


def test_brands_are_listed(http: httpx.Client, tmp_path: Path) -> None:
    assert http.get("/api/brands").json()["data"] == []
    write(tmp_path / "brands", "acme.yaml", "title: Acme\npalette: {accent: '#00aa55'}\n")
    write(tmp_path / "brands", "old.yaml", "logo: gone.png\n")
    acme, old = http.get("/api/brands").json()["data"]
    assert (acme["name"], acme["brand"]["palette"]["accent"], acme["problem"]) == ("acme", "#00aa55", "")
    assert old["brand"] is None
    assert "there is no file 'gone.png'" in old["problem"]


def test_a_request_names_only_styles_and_brands_that_there_are(http: httpx.Client, tmp_path: Path) -> None:
    def ask(**fields: str) -> httpx.Response:
        return http.post("/api/ai/video/generate", json={"script": "One.\n\nTwo.", **fields})

    refused = ask(brand="acme")
    assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")
    assert refused.json()["details"]["problems"][0]["field"] == "brand"
    assert "did you mean 'quiz'" in ask(style="quizz").json()["error"]
    write(tmp_path / "brands", "acme.yaml", "")
    write(tmp_path / "styles", "night.yaml", "colour: red\n")
    assert ask(brand="acme", style="social").status_code == 200
    assert "colour is no field of a style" in ask(style="night").json()["error"]
    assert ask(style="woodcut in two colours").status_code == 200
