"""The stage and the browsers of the browser tests."""

from tests.browser.conftest import browser, stage

__all__ = ["browser", "stage"]
