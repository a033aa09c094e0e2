"""What people see, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser


def test_the_browser_shows_a_page_and_runs_its_script(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>wide</p><script>document.querySelector('p').append(' open')</script>")
    assert page.inner_text("p") == "wide open"
    page.close()
