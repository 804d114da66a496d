"""What goes with every answer."""

import pytest

PATHS = ["/", "/nope", "/healthz", "/readyz", "/metrics", "/accounts/sign-in", "/static/_shared/grappe.css",
         "/static/nope.css", "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("person", [None, "ada"])
def test_every_answer_carries_the_browser_s_instructions(browser, path, person):
    headers = browser(person).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_errors_carry_them_too(browser):
    answer = browser("ada").client.post("/accounts/sign-out", base_url="http://127.0.0.1")
    assert answer.status_code == 400
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_pages_of_signed_in_people_are_kept_nowhere(browser):
    assert browser("ada").get("/").headers["Cache-Control"] == "no-store"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(browser):
    for cookie in browser().get("/accounts/sign-in").headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
