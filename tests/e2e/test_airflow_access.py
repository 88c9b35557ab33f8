"""Airflow as it is deployed, attacked over HTTP by everybody who can reach it, after a real month in which things went wrong."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.lib import scheduled_county as county
from tests.lib.access_rules import STRANGERS, Route
from tests.lib.airflow_access import (
    Visitors,
    attack,
    form_token,
    form_token_of,
    from_another_site,
    logged_in,
    new_client,
    routes_of,
)
from tests.lib.airflow_answers import read_all
from tests.lib.celery_month import lacking
from tests.lib.fab_services import (
    ASKED,
    MONTHLY,
    PASSWORD,
    PUBLISHED,
    ROLES,
    Place,
    another_server,
    fab_services,
    token_of,
)
from tests.lib.leaks import scan

# About ten minutes on two cores, most of them the months.
pytestmark = [
    pytest.mark.sweep,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(lacking() is not None, reason=str(lacking())),
]
NUMBER = "529901199001011234"
ANOTHER = "Another-of-2026"
NUMBERS = ("/", "/rules", "/changes", "/publications")
DELIVERY = f"/delivery/{PUBLISHED}/water/drinking_water"
PAGES = (*NUMBERS, DELIVERY, "/findings", "/household", "/access")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with fab_services(tmp_path_factory.mktemp("attacked")) as found:
        yield found


@pytest.fixture(scope="module")
def routes(place: Place) -> list[Route]:
    return routes_of(place)


@pytest.fixture(scope="module")
def visitors(place: Place) -> Iterator[Visitors]:
    found = Visitors(place)
    yield found
    found.close()


def test_addresses_of_every_kind_are_known(routes: list[Route]) -> None:
    count = {kind: sum(route.kind == kind for route in routes) for kind in ("api", "page", "execution")}
    assert count["api"] > 150
    assert count["page"] > 80
    assert count["execution"] > 20
    assert {"/ui/grid/structure/{dag_id}", "/auth/fab/v1/users"} <= {route.path for route in routes}


@pytest.mark.parametrize("who", [*STRANGERS, *ROLES])
def test_nobody_may_more_than_the_rule_says_nor_less(
    place: Place, routes: list[Route], visitors: Visitors, who: str
) -> None:
    found = attack([who], routes, visitors, place)
    assert found.wrong == []
    assert found.attempts == found.refused > 50
    assert found.allowed > (-1 if who in STRANGERS else 50)


@pytest.mark.parametrize("who", ["Viewer", "User"])
def test_another_site_changes_nothing_through_a_browser_that_is_logged_in(
    place: Place, routes: list[Route], visitors: Visitors, who: str
) -> None:
    found = from_another_site(who, routes, visitors, place)
    assert found.wrong == []
    assert found.attempts > 200


@pytest.mark.parametrize("who", ["Viewer", "User"])
def test_nobody_is_named_in_anything_that_can_be_read(
    place: Place, routes: list[Route], tmp_path: Path, who: str
) -> None:
    names = county.full_names(place.home, ASKED)
    run = place.ask("GET", f"/api/v2/dags/{MONTHLY}/dagRuns")["dag_runs"][0]["dag_run_id"]
    note = f"/api/v2/dags/{MONTHLY}/dagRuns/{run}"
    one = [route for route in routes if route.path == "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}"]
    place.ask("PATCH", note, {"note": f"{NUMBER} {min(names)}"})
    read_all(place, who, one, tmp_path / "planted")
    place.ask("PATCH", note, {"note": None})
    assert {line.rpartition(": ")[2] for line in scan(tmp_path / "planted", names).found} == {"number", "name"}

    done = read_all(place, who, routes, tmp_path / "read")

    assert scan(tmp_path / "read", names).found == []
    assert len(names) > 500
    assert done.answers > 500
    assert not any(line.endswith((": 401", ": 403")) for line in done.unanswered)


def test_nobody_is_named_in_what_the_services_said_meanwhile(place: Place) -> None:
    done = scan(place.home / "logs", county.full_names(place.home, ASKED))
    assert done.found == []
    assert sum(done.size.values()) > 100_000


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("who", ["anonymous", *ROLES])
def test_our_own_pages_open_to_their_roles_and_to_no_other_method(visitors: Visitors, who: str, method: str) -> None:
    opened = {"anonymous": (), "Viewer": NUMBERS}.get(who, (*NUMBERS, DELIVERY))
    for page in PAGES:
        for header in ({}, {"X-HTTP-Method-Override": "GET"}):
            answer = visitors.pages[who].request(method, f"/monitoring{page}", headers=header)
            is_opened = page in opened and method in ("GET", "HEAD")
            assert (answer.status_code == 200) == is_opened, page
            assert answer.status_code in (200, 401, 403, 404, 405), page
            assert answer.headers["cache-control"] == "no-store", page


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fplugins/console.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//elsewhere.example/",
        "/rules%00",
        "/rules;/access",
    ],
)
def test_no_address_leads_out_of_our_pages(visitors: Visitors, path: str) -> None:
    answer = visitors.pages["User"].get(f"/monitoring{path}", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 404 or answer.content == visitors.pages["anonymous"].get("/").content
    assert "elsewhere.example" not in answer.headers.get("location", "")


def test_too_much_is_refused_and_the_server_goes_on(visitors: Visitors) -> None:
    user = visitors.pages["User"]
    assert user.post("/monitoring/household", content=b"q=" + b"1" * 5000).status_code == 403
    assert user.get("/monitoring/rules", params={"month": "9" * 50_000}).status_code in (200, 400, 414)
    assert user.get("/monitoring/rules", headers={"Cookie": "a=" + "b" * 90_000}).status_code >= 400
    assert user.get("/monitoring/rules").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_a_login_leads_to_no_other_site(place: Place, elsewhere: str) -> None:
    client = new_client(place.url)
    answer = client.get("/monitoring/", headers={"Accept": "text/html", "Host": "elsewhere.example"})
    assert answer.headers["location"].startswith(
        f"{place.url}/auth/login/?next=http%3A%2F%2F{urlsplit(place.url).hostname}"
    )
    client = logged_in(place, "Viewer", after=elsewhere)
    assert client.get("/monitoring/").status_code == 200


def test_ten_wrong_passwords_lock_a_login_on_every_way_in_until_it_is_given_another(place: Place) -> None:
    _make(place, "locked")
    client = new_client(place.url)
    ways = ("/auth/token", "/auth/token/cli", "/auth/api/v1/security/login")

    def tried(way: str, login: str, password: str) -> int:
        body = {"username": login, "password": password, "provider": "db"}
        return client.post(way, json=body).status_code

    assert [tried(ways[n % 3], "locked", f"Wrong-password-{n}") for n in range(10)] == [401] * 10
    assert [tried(way, name, PASSWORD) for way in ways for name in ("locked", "locked@localhost")] == [401] * 6
    assert token_of(place.url, "viewer", PASSWORD)

    reset = ["users", "reset-password", "--username", "locked", "--password", ANOTHER]
    airflow = place.services.python.with_name("airflow")
    subprocess.run([airflow, *reset], env=place.services.server_environment, check=True, capture_output=True)
    assert token_of(place.url, "locked", ANOTHER)


def test_the_login_form_is_limited_by_address(place: Place) -> None:
    client = new_client(place.url)
    form = {"username": "nobody", "password": "x", "csrf_token": form_token(client, "/auth/login/")}
    said = [client.post("/auth/login/", data=form).status_code for _ in range(8)]
    assert said[-1] == 429


def test_a_weak_password_is_accepted_nowhere(place: Place) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        _make(place, "weak", "Short1!")
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        place.ask("PATCH", "/auth/fab/v1/users/viewer?update_mask=password", {"password": "onlyletters"})
    client = logged_in(place, "Viewer")
    form = {"password": "password1234", "conf_password": "password1234"}
    page = "/auth/resetmypassword/form"
    answer = client.post(page, data={**form, "csrf_token": form_token(client, page)})
    assert "密码至少" in answer.text
    assert token_of(place.url, "viewer", PASSWORD)


def test_a_login_is_over_when_its_person_says_so_and_after_a_day(place: Place) -> None:
    client = logged_in(place, "Viewer")
    kept = dict(client.cookies)
    flags = {cookie.name: (cookie.has_nonstandard_attr("HttpOnly"), cookie.path) for cookie in client.cookies.jar}
    assert flags == {"session": (True, "/"), "_token": (True, "/")}
    assert client.get("/ui/auth/me").status_code == 200

    client.get("/api/v2/auth/logout", follow_redirects=True)

    thief = new_client(place.url)
    thief.cookies.update(kept)
    assert thief.get("/ui/auth/me").status_code in (401, 403)
    assert thief.get("/monitoring/").status_code == 401
    assert thief.get("/auth/users/userinfo/").status_code == 302
    thief.get("/auth/login/")
    assert thief.get("/ui/auth/me").status_code in (401, 403)


def test_where_people_come_by_https_every_cookie_is_for_https_only(place: Place) -> None:
    with another_server(place, "https") as (address, port):
        client = new_client(f"http://127.0.0.1:{port}")
        page = client.get("/auth/login/")
        session = page.headers["set-cookie"].partition(";")[0]
        form = {"username": "viewer", "password": PASSWORD, "csrf_token": form_token_of(page)}
        headers = {"Cookie": session, "Referer": f"{address}/auth/login/"}
        answer = client.post("/auth/login/", data=form, headers=headers)
    set_by = [*page.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")]
    assert answer.status_code == 302
    assert {cookie.partition("=")[0] for cookie in set_by} == {"session", "_token"}
    assert all("; Secure" in cookie and "; HttpOnly" in cookie and "; SameSite=Lax" in cookie for cookie in set_by)


def test_nothing_of_an_answer_stays_in_a_browser_or_a_frame_elsewhere(place: Place, visitors: Visitors) -> None:
    for path in ("/", "/api/v2/dags", "/ui/dags", "/auth/users/userinfo/", "/monitoring/"):
        headers = visitors.pages["Viewer"].get(path).headers
        assert "no-store" in headers["cache-control"], path
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path
        assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("SAMEORIGIN", "nosniff"), path


def test_a_login_is_deleted_by_its_form_only(place: Place, visitors: Visitors) -> None:
    """FAB took a HEAD, which carries no form's token, for a press on the button."""
    _make(place, "kept")
    numbers = re.findall(r"/auth/users/delete/([0-9]+)", visitors.pages["Admin"].get("/auth/users/list/").text)
    for method in ("GET", "HEAD", "POST"):
        for number in set(numbers):
            visitors.pages["Admin"].request(method, f"/auth/users/delete/{number}")
    assert place.ask("GET", "/auth/fab/v1/users")["total_entries"] == len(set(numbers))


def test_what_runs_is_kept_from_operators_hands(place: Place, visitors: Visitors) -> None:
    """FAB's own User may delete a Dag with all its runs, and did."""
    assert visitors.api["User"].delete(f"/api/v2/dags/{MONTHLY}").status_code == 403
    assert place.ask("GET", f"/api/v2/dags/{MONTHLY}/dagRuns")["total_entries"] >= 2


def _make(place: Place, name: str, password: str = PASSWORD) -> None:
    who = {"username": name, "email": f"{name}@localhost", "first_name": "a", "last_name": "b"}
    place.ask("POST", "/auth/fab/v1/users", {**who, "password": password, "roles": [{"name": "Viewer"}]})
