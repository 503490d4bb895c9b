from __future__ import annotations

import json

import httpx
import pytest

import vidpipe
from vidpipe.errors import CATALOGUE


@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN"])
def test_every_error_code_is_explained_in_every_language(http: httpx.Client, language: str) -> None:
    listed = http.get("/api/errors", params={"lang": language}).json()["data"]
    assert [entry["code"] for entry in listed] == list(CATALOGUE)
    for entry in listed:
        known = CATALOGUE[entry["code"]]
        assert entry["meaning"] == known.meaning[language]
        assert entry["recovery"] == list(known.recovery[language])
        assert (entry["retry"] is not None) == entry["retryable"]


def test_one_error_code_is_explained(http: httpx.Client) -> None:
    data = http.get("/api/errors/gemini_rate_limit").json()["data"]
    assert (data["code"], data["httpStatus"], data["retryable"]) == ("GEMINI_RATE_LIMIT", 429, True)
    assert http.get("/api/errors/NO_SUCH").status_code == 404
    assert http.get("/api/errors", params={"lang": "fr"}).status_code == 400


def test_the_system_tells_who_works_here(http: httpx.Client) -> None:
    data = http.get("/api/system/info").json()["data"]
    script = {"name": "brief", "problems": [], "warnings": []}
    assert data == {"version": vidpipe.__version__, "providers": {"script": script}}


def test_the_api_describes_itself(http: httpx.Client) -> None:
    described = http.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/ai/video/generate",
        "/api/tasks",
        "/api/tasks/{id}",
        "/api/tasks/{id}/logs",
        "/api/tasks/{id}/calls",
        "/api/tasks/{id}/cancel",
        "/api/tasks/{id}/retry",
        "/api/tasks/{id}/scenes",
        "/api/tasks/{id}/scenes/{scene}",
        "/api/tasks/{id}/avatar",
        "/api/tasks/{id}/thumbnail",
        "/api/tasks/{id}/decisions",
        "/api/tasks/{id}/artifacts",
        "/api/tasks/{id}/artifacts/{name}",
        "/api/tasks/{id}/video",
        "/api/artifacts",
        "/api/styles",
        "/api/brands",
        "/api/errors",
        "/api/errors/{code}",
        "/api/system/info",
        "/api/system/providers",
        "/api/system/providers/{name}/test",
        "/api/system/sandbox",
        "/healthz",
    }
    body = described["paths"]["/api/ai/video/generate"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"script", "article", "prompt", "userId", "dedupeKey", "scheduledAt", "avatar"} <= set(body["properties"])
    for path in described["paths"].values():
        for operation in path.values():
            assert "422" not in operation["responses"]
    text = json.dumps(described)
    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
    assert references <= set(described["components"]["schemas"])
    assert '"#/$defs/' not in text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/docs"])
def test_there_are_no_pages_that_load_from_elsewhere(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404
