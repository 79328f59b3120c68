"""The server answers pages, refuses hostile requests and keeps visitors apart."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from typing import Any

import httpx
import pytest

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.server.admission import ServerState
from movementsim.app.server.application import make_app
from movementsim.app.server.repeats import summarise_pairs
from movementsim.app.server.run_pool import RunPool
from movementsim.recordings.metrics import RECORDED_METRICS
from movementsim.recordings.recorder import final_metrics, record_run
from tests.app.conftest import showing
from tests.app.unpack import planes

SMALL: dict[str, Any] = {"members": 40, "weeks": 12, "seed": 3}


def pair(server: httpx.Client, **more: Any) -> dict[str, Any]:
    answer = server.post("/api/pair", json={**SMALL, **more})
    assert answer.status_code == 200, answer.text
    recording: dict[str, Any] = answer.json()
    return recording


def test_page_gets_all_the_data_it_starts_with(server: httpx.Client) -> None:
    page = server.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    start = server.get("/api/start").json()
    assert {lever["key"] for lever in start["levers"]} == set(LeverSettings.model_fields)
    assert len(start["lessons"]) >= 7
    assert start["words"]
    assert start["recording"] is None
    assert server.get("/api/lessons").json() == start["lessons"]


def test_every_response_has_strict_security_headers(server: httpx.Client) -> None:
    for answer in (
        server.get("/"),
        server.get("/api/start"),
        server.get("/nowhere"),
        server.post("/api/pair", json={"members": 0}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers


def test_pair_agrees_with_the_model(server: httpx.Client) -> None:
    settings = {"organisers": 0.1, "factionalists": 0.0}
    recording = pair(server, a=settings)
    plan = lever_scenario(LeverSettings(organisers=0.1, factionalists=0), **SMALL)
    alone = record_run(plan).metrics
    assert recording["scenarios"][0]["metrics"]["members"] == alone["members"]
    assert recording["scenarios"][0]["settings"] == LeverSettings(**settings).model_dump()
    assert planes(recording, 0).shape[1] == SMALL["weeks"] + 1


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"members": 5}, "members"),
        ({"members": 10**9}, "members"),
        ({"weeks": 0}, "weeks"),
        ({"members": 1000, "weeks": 520}, "members × weeks"),
        ({"seed": -1}, "seed"),
        ({"seed": "../../etc/passwd"}, "seed"),
        ({"a": {"organisers": 2}}, "organisers"),
        ({"a": {"organisers": 0.3, "factionalists": 0.3}}, "organisers and factionalists"),
        ({"a": {"givng": 0.3}}, "giving"),
        ({"lesson": "../server"}, "lesson"),
        ({"stored": True}, "stored"),
        ({"file": "/etc/passwd"}, "file"),
        ([1, 2], "request: must be a"),
    ],
)
def test_value_out_of_range_is_refused_by_name(server: httpx.Client, body: Any, named: str) -> None:
    answer = server.post("/api/pair", json=body)
    assert answer.status_code == 422
    assert named in answer.json()["error"]


def test_nan_is_refused(server: httpx.Client) -> None:
    answer = server.post(
        "/api/pair",
        content=b'{"a": {"giving": NaN}}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 422


def test_malformed_request_is_refused(server: httpx.Client) -> None:
    heading = {"content-type": "application/json"}
    torn = server.post("/api/pair", content=b"{", headers=heading)
    assert torn.status_code == 422
    assert torn.json()["error"].startswith("request: must be valid JSON")
    assert server.post("/api/pair", content=b"{}").status_code == 415
    long = json.dumps({"lesson": "x" * 50_000}).encode()
    assert server.post("/api/pair", content=long, headers=heading).status_code == 413
    assert server.get("/api/pair").status_code == 405
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static//etc/passwd"):
        assert server.get(path).status_code == 404


def test_foreign_host_name_is_refused(server: httpx.Client) -> None:
    answer = server.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_simultaneous_visitors_get_their_own_runs(server: httpx.Client) -> None:
    wanted = {"first": {"organisers": 0.1}, "second": {"organisers": 0.0}}
    got: dict[str, Any] = {}

    def visit(name: str) -> None:
        got[name] = pair(server, a=wanted[name], seed=11)

    threads = [threading.Thread(target=visit, args=(name,)) for name in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, settings in wanted.items():
        assert got[name] == pair(server, a=settings, seed=11)
        assert got[name]["scenarios"][0]["settings"]["organisers"] == settings["organisers"]
    assert got["first"]["scenarios"][0] != got["second"]["scenarios"][0]


def test_lesson_is_run_by_its_key(server: httpx.Client) -> None:
    recording = server.post("/api/pair", json={"lesson": "square-peg", **SMALL}).json()
    assert [shown["name"] for shown in recording["scenarios"]] == [
        "Organisers lead",
        "Factionalists lead",
    ]
    roles = [planes(recording, side)[0, 0] >> 4 & 3 for side in (0, 1)]
    assert 1 in roles[0]
    assert 2 in roles[1]


def test_counterfactual_run_leaves_out_an_act(server: httpx.Client) -> None:
    body = {**SMALL, "weeks": 30, "b": {"factionalists": 0.15}}
    happened = pair(server, **body)
    line = next(line for line in happened["scenarios"][1]["story"] if "act" in line)
    counterfactual = server.post(
        "/api/what-if", json={**body, "panel": "b", "without": line["act"]}
    ).json()
    assert counterfactual["scenarios"][0]["metrics"] == happened["scenarios"][1]["metrics"]
    assert counterfactual["what_if"]["act"] == line["act"]
    assert counterfactual["what_if"]["line"]
    wrong = server.post("/api/what-if", json={**body, "panel": "b", "without": 999_999})
    assert wrong.status_code == 422
    assert "without = 999999" in wrong.json()["error"]


def test_repeats_are_streamed_and_summarised(server: httpx.Client) -> None:
    body = {**SMALL, "a": {"organisers": 0.15}, "b": {"organisers": 0.0}, "times": 6}
    with server.stream("POST", "/api/repeat", json=body) as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert [line["done"] for line in lines] == [1, 2, 3, 4, 5, 6]
    members = lines[-1]["summary"]["members"]
    assert members["a_more"] + members["b_more"] + members["equal"] == 6
    assert members["a"][1] <= members["a"][0] <= members["a"][2]
    # the pair on the page is one of the repeats, in whatever order they finish
    shown = final_metrics([lever_scenario(LeverSettings(organisers=0.15), **SMALL)])[0]["members"]
    assert shown in [line["a"]["members"] for line in lines]
    again = server.post("/api/repeat", json=body)
    last = json.loads(again.text.splitlines()[-1])
    assert last["summary"] == lines[-1]["summary"]


def test_repeats_of_a_lesson_begin_with_the_metric_of_its_bet(server: httpx.Client) -> None:
    body = {"lesson": "closed-circle", "members": 60, "weeks": 10, "times": 2}
    last = json.loads(server.post("/api/repeat", json=body).text.splitlines()[-1])
    for shown in (last["summary"], last["a"], last["b"]):
        assert list(shown) == ["leaks", "members", "trust", "power_top_tenth"]
    body["lesson"] = "organise-or-divide"
    last = json.loads(server.post("/api/repeat", json=body).text.splitlines()[-1])
    assert list(last["summary"]) == ["members", "trust", "power_top_tenth"]


def test_metric_of_every_lesson_can_be_repeated(server: httpx.Client) -> None:
    of_each_metric = {lesson["metric"]: lesson for lesson in server.get("/api/lessons").json()}
    for lesson in of_each_metric.values():
        body = {"lesson": lesson["key"], "members": 20, "weeks": 48, "times": 2}
        last = json.loads(server.post("/api/repeat", json=body).text.splitlines()[-1])
        assert last.get("done") == 2, (lesson["key"], last)
        assert next(iter(last["summary"])) == lesson["metric"]


def test_every_metric_that_can_decide_a_bet_can_be_repeated() -> None:
    ends = final_metrics([lever_scenario(LeverSettings(factionalists=0.15, exclusion=1), **SMALL)])[
        0
    ]
    counted = json.loads(json.dumps(summarise_pairs([(ends, ends)] * 2, RECORDED_METRICS)))
    equal = {metric: counts["equal"] for metric, counts in counted.items() if metric != "turnout"}
    assert equal == {metric: 2 for metric in RECORDED_METRICS if metric != "turnout"}


def test_failed_repeat_gives_the_reason() -> None:
    class Broken(RunPool):
        async def do(self, work: Any, *words: Any) -> Any:
            raise KeyError("no such number")

    async def asked() -> httpx.Response:
        app = make_app(ServerState(Broken(workers=1)))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
        ) as client:
            return await client.post("/api/repeat", json={**SMALL, "times": 2})

    answer = asyncio.run(asked())
    assert json.loads(answer.text) == {"error": "the server failed: KeyError: 'no such number'"}


def test_visitor_who_leaves_frees_the_place(server: httpx.Client) -> None:
    for number in range(14):  # more requests than are admitted at once
        body = {"members": 1000, "weeks": 200, "seed": 50 + number}
        with pytest.raises(httpx.ReadTimeout):
            server.post("/api/pair", json=body, timeout=0.3)
    assert pair(server, seed=77)["seed"] == 77


def test_abandoned_repeat_is_stopped(server: httpx.Client) -> None:
    for number in range(3):  # more repetitions than are admitted at once
        body = {**SMALL, "seed": 100 + number, "times": 50}
        with server.stream("POST", "/api/repeat", json=body) as answer:
            assert json.loads(next(answer.iter_lines()))["done"] == 1
    last = server.post("/api/repeat", json={**SMALL, "times": 2}).text.splitlines()[-1]
    assert json.loads(last)["done"] == 2


@pytest.mark.slow
def test_one_visitor_cannot_block_a_shared_server() -> None:
    with showing("--host", "0.0.0.0") as client:
        greedy, other = (
            httpx.Client(
                base_url=client.base_url,
                transport=httpx.HTTPTransport(local_address=address),
                timeout=120,
            )
            for address in ("127.0.0.2", "127.0.0.3")
        )
        body = {**SMALL, "members": 100, "weeks": 60, "times": 50}
        with greedy.stream("POST", "/api/repeat", json=body) as answer:
            lines = answer.iter_lines()  # kept, since the answer is closed with it
            assert json.loads(next(lines))["done"] == 1
            again = greedy.post("/api/repeat", json=body)
            assert again.status_code == 429
            assert "you have runs in progress" in again.json()["error"]
            assert pair(greedy, seed=5)["seed"] == 5
            assert pair(other, seed=6)["seed"] == 6
            repeats = other.post("/api/repeat", json={**SMALL, "times": 2}).text.splitlines()
            assert json.loads(repeats[-1])["done"] == 2
        greedy.close()
        other.close()


def test_occupied_port_is_reported() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = str(door.getsockname()[1])
        command = [sys.executable, "-m", "movementsim", "show", "--no-open", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "Traceback" not in done.stderr
