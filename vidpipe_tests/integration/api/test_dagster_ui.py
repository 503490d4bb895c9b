"""Dagster's web server inside ours: its pages, its GraphQL API, its files and its subscriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dagster import DagsterInstance, Definitions, job, op
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from vidpipe.api import create_app
from vidpipe.api.dagster_ui import dagster_mount, end_run, open_workspace
from vidpipe.web import site
from vidpipe_tests.integration.api.conftest import World, services_for
from vidpipe_tests.integration.api.serving import serving


@op
def boil() -> None:
    """Do nothing."""


@job
def tea_job() -> None:
    boil()


defs = Definitions(jobs=[tea_job])


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


@pytest.fixture
def url(world: World, instance: DagsterInstance) -> Iterator[str]:
    origin = InProcessCodeLocationOrigin(
        LoadableTargetOrigin(python_file=__file__, attribute="defs"), location_name="tea"
    )
    with open_workspace(instance, InProcessWorkspaceLoadTarget(origin)) as process_context:
        app = create_app(services_for(world), site(), host="127.0.0.1", mounts=[dagster_mount(process_context)])
        with serving(app) as url:
            yield url


def test_a_page_opens_with_dagsters_own_policy_and_its_files(http: httpx.Client) -> None:
    page = http.get("/dagster/runs")
    assert page.status_code == 200
    assert "nonce-" in page.headers["content-security-policy"]
    assert len(page.headers["x-trace-id"]) == 32
    assert "x-dagster-call-counts" in page.headers
    files = [path for path in re.findall(r'(?:src|href)="(/dagster/[^"]+)"', page.text) if "." in path]
    assert files
    for path in files:
        assert http.get(path).status_code == 200, path


def test_the_start_of_dagster_is_found_without_a_slash(http: httpx.Client) -> None:
    assert http.get("/dagster", follow_redirects=True).status_code == 200
    assert http.get("/", follow_redirects=True).url.path == "/admin/tasks"


def test_graphql_answers(http: httpx.Client, instance: DagsterInstance) -> None:
    result = tea_job.execute_in_process(instance=instance)
    query = "{ version runsOrError { ... on Runs { results { runId status } } } }"
    data = http.post("/dagster/graphql", json={"query": query}).json()["data"]
    assert data["runsOrError"]["results"] == [{"runId": result.run_id, "status": "SUCCESS"}]
    query = "{ repositoriesOrError { ... on RepositoryConnection { nodes { jobs { name } } } } }"
    nodes = http.post("/dagster/graphql", json={"query": query}).json()["data"]["repositoriesOrError"]["nodes"]
    assert "tea_job" in [job["name"] for job in nodes[0]["jobs"]]


SUBSCRIPTION = """
subscription Logs($run: ID!) {
  pipelineRunLogs(runId: $run, cursor: null) {
    __typename
    ... on PipelineRunLogsSubscriptionSuccess { messages { __typename } hasMorePastEvents }
  }
}
"""


def test_a_subscription_tells_a_runs_events(url: str, instance: DagsterInstance) -> None:
    run_id = tea_job.execute_in_process(instance=instance).run_id
    address = url.replace("http", "ws", 1) + "/dagster/graphql"
    with connect(address, subprotocols=["graphql-ws"], origin=url) as socket:  # type: ignore[arg-type,list-item]
        assert socket.subprotocol == "graphql-ws"
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(timeout=20))["type"] == "connection_ack"
        payload = {"query": SUBSCRIPTION, "variables": {"run": run_id}}
        socket.send(json.dumps({"type": "start", "id": "1", "payload": payload}))
        answer = json.loads(socket.recv(timeout=20))
        assert answer["type"] == "data", answer
        logs = answer["payload"]["data"]["pipelineRunLogs"]
        assert logs["__typename"] == "PipelineRunLogsSubscriptionSuccess"
        assert "RunSuccessEvent" in [message["__typename"] for message in logs["messages"]]


def test_another_sites_page_may_neither_subscribe_nor_launch(http: httpx.Client, url: str) -> None:
    address = url.replace("http", "ws", 1) + "/dagster/graphql"
    with pytest.raises(InvalidStatus) as caught, connect(address, origin="http://evil.example"):  # type: ignore[arg-type]
        pass
    assert caught.value.response.status_code == 403
    foreign = {"origin": "http://evil.example"}
    assert http.post("/dagster/graphql", json={"query": "{ version }"}, headers=foreign).status_code == 403
    by_image = {"sec-fetch-site": "cross-site"}
    assert http.get("/dagster/graphql", params={"query": "{ version }"}, headers=by_image).status_code == 403


def test_ending_a_run_that_is_gone_is_no_fault(instance: DagsterInstance) -> None:
    end_run(instance, "no-such-run")
    end_run(instance, tea_job.execute_in_process(instance=instance).run_id)
