from __future__ import annotations

import pytest

from checker.brands.lines import Path, line_of

TEXT = '''# portals
[[portal]]
name = "One"
colours.accent = "#123456"
note = """
name = "not a key"
"""

[portal.wording.it]
button = "Controlla"

[[portal]]
"name" = 'Two'
return_hosts = [
  "a.example",
]
[[portal.key]]
x = 1
[[portal.key]]
x = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("portal", 0), 2),
        (("portal", 0, "name"), 3),
        (("portal", 0, "colours", "accent"), 4),
        (("portal", 0, "wording"), 9),
        (("portal", 0, "wording", "it", "button"), 10),
        (("portal", 0, "wording", "it", "button", "[key]"), 10),
        (("portal", 1), 12),
        (("portal", 1, "name"), 13),
        (("portal", 1, "return_hosts", 0), 14),
        (("portal", 1, "key", 1, "x"), 20),
        (("portal", 1, "missing"), 12),
        (("portal", 2, "name"), 1),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_a_key_is_found_or_else_what_is_around_it(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_text_of_several_lines_on_one_line_opens_nothing() -> None:
    assert line_of('a = """x"""\nb = 1\n', ("b",)) == 2
