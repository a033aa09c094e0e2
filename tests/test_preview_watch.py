"""`recto preview --watch`: what it serves, to whom, and how a page follows the sources."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from desk import Desk
from recto.commands.watch import changes, new_site, rebuild
from recto.outputs.page.server import Site, serving

expect.set_options(timeout=20_000)  # of a machine that does other things too

TWO = "  - {q: one, a: first answer}\n  - {q: two, a: second answer}\n"


@pytest.fixture
def served(desk: Desk) -> Iterator[tuple[Site, str]]:
    desk.write(iam=TWO)
    site = new_site()
    with serving(site, 0) as address:
        yield site, address


def saved(desk: Desk, site: Site) -> bool:
    """Build anew as after a save; whether the sources are well."""
    return not rebuild(site, [desk.root / "cards"], desk.options()).failed


def ask(address: str, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def event(address: str) -> dict[str, dict[str, str]]:
    """What a page that opens the stream of events is told first."""
    return dict(json.loads(ask(address, "/recto/events").readline().removeprefix(b"data: ")))


def test_it_serves_its_pages_and_nothing_else(desk: Desk, served: tuple[Site, str]) -> None:
    site, address = served
    assert saved(desk, site)
    assert urlsplit(address).hostname == "127.0.0.1"
    assert b"first answer" in ask(address, "/").read()
    assert ask(address, "/test").status == 200
    for path in ("/cards/test/iam.yaml", "/../deck.yaml", "//etc/passwd", "/test/", "/favicon.ico"):
        assert ask(address, path).status == 404, path
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "HEAD"):
        assert ask(address, "/", method).status == 501, method


@pytest.mark.parametrize("path", ["/", "/recto/events", "/test"])
def test_another_host_is_refused(served: tuple[Site, str], path: str) -> None:
    _, address = served
    port = urlsplit(address).port
    for host in (f"example.org:{port}", "127.0.0.1", f"127.0.0.1:{port}.example.org", ""):
        assert ask(address, path, Host=host).status == 403, host
    assert ask(address, "/", Host=f"localhost:{port}").status == 200


def test_several_decks_have_a_page_that_leads_to_them(desk: Desk, served: tuple[Site, str]) -> None:
    site, address = served
    (desk.root / "cards" / "my notes.yaml").write_text(
        "deck: Mine <3 & more\nid: mine-2222aaaa\ntag: mine\ncards:\n  - {q: three, a: z}\n"
    )
    assert saved(desk, site)
    assert b'<a href="/my%20notes">Mine &lt;3 &amp; more</a>' in ask(address, "/").read()
    assert b"three" in ask(address, "/my%20notes").read()


def test_a_page_follows_and_stays_where_its_reader_is(
    desk: Desk, served: tuple[Site, str], browser: Browser
) -> None:
    site, address = served
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    assert saved(desk, site)
    page.goto(address)
    page.fill("#query", "second")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    back = page.frame_locator("#stage iframe").first.locator(".answer")
    expect(back).to_have_text("second answer")

    desk.write(iam=TWO.replace("second", "second and better"))
    assert saved(desk, site)
    expect(back).to_have_text("second and better answer")
    assert page.input_value("#query") == "second"

    desk.write(kms="  - {q: broken}\n")
    assert not saved(desk, site)
    expect(page.locator("#broken")).to_contain_text("kms.yaml:2")
    expect(back).to_have_text("second and better answer")

    desk.write(kms="  - {q: mended, a: x}\n")
    assert saved(desk, site)
    expect(page.locator("#broken")).to_be_hidden()
    expect(page.locator("#count")).to_have_text("1 of 3 cards")
    expect(back).to_have_text("second and better answer")
    assert not desk.lock.exists()
    assert not told
    page.close()


def test_a_deck_that_is_broken_from_the_start_shows_why(
    desk: Desk, served: tuple[Site, str], browser: Browser
) -> None:
    site, address = served
    desk.write(iam="  - {q: one}\n")
    assert not saved(desk, site)
    page = browser.new_page()
    page.goto(address)
    expect(page.locator("#broken")).to_contain_text("iam.yaml:2")
    desk.write(iam=TWO)
    assert saved(desk, site)
    expect(page.locator("#count")).to_have_text("2 cards")
    page.close()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What is started can be interrupted, though a shell started the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_the_command_follows_what_is_saved_until_it_is_interrupted(desk: Desk) -> None:
    desk.write(iam=TWO)
    command = [sys.executable, "-u", "-m", "recto", "preview", "--watch", "--port", "0"]
    with subprocess.Popen(
        command, cwd=desk.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        guard = threading.Timer(60, running.kill)
        guard.start()
        address = running.stdout.readline().split()[0]
        before = event(address)["versions"]
        desk.write({"new/topic.yaml": "cards:\n  - {q: three, a: z}\n"})
        assert running.stdout.readline() == "saved and shown\n"
        after = event(address)["versions"]
        assert before.keys() == after.keys() == {"/", "/test"}
        assert before["/test"] != after["/test"]
        desk.write(iam="  - {q: one}\n")
        assert running.stderr
        assert "iam.yaml:2:5: error:" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        guard.cancel()
    assert not desk.lock.exists()


def test_of_a_deck_in_one_file_its_folder_and_its_media_are_watched(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    deck = tmp_path / "mine.yaml"
    deck.write_text("x")
    seen = changes([deck])
    next(seen)
    for saved in (deck, tmp_path / "media" / "new.png"):
        saved.write_text("y")
        next(seen)


def test_a_deck_that_is_nowhere_is_wrong_usage(desk: Desk) -> None:
    assert desk.recto("preview", "--watch", "--port", "0", "nowhere").exit_code == 2


def test_a_port_that_is_taken_is_told(desk: Desk, served: tuple[Site, str]) -> None:
    _, address = served
    port = str(urlsplit(address).port)
    result = desk.recto("preview", "--watch", "--port", port, desk.deck)
    assert result.exit_code == 2
    assert "--port 0" in result.stderr
