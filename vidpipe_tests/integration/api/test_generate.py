from __future__ import annotations

import httpx


def test_x(http: httpx.Client) -> None:
    a = http.post("/api/ai/video/generate", json={"script": [{"narration": "Hello, world.", "picture": "A hand"}]})
    print(a.status_code, a.text, a.headers)
    i = a.json()["data"]["taskId"]
    for p in ["/api/tasks", f"/api/tasks/{i}", f"/api/tasks/{i}/logs", f"/api/tasks/{i}/artifacts", f"/api/tasks/{i}/video", "/healthz", "/api/system/info", "/api/errors/NOT_FOUND?lang=zh-TW", "/nope", "/api/tasks/xx", "/api/tasks?stauts=1&limit=9999", "/api/openapi.json", "/admin/tasks", f"/admin/tasks/{i}", "/admin/tasks/xx"]:
        a = http.get(p)
        print(p, a.status_code, a.text[:600])
    a = http.post("/api/ai/video/generate", content=b"{}")
    print(a.status_code, a.text)
    a = http.post("/api/ai/video/generate", json={})
    print(a.status_code, a.text)
    a = http.post("/api/ai/video/generate", json={"prompt": "x"})
    print(a.status_code, a.text)
