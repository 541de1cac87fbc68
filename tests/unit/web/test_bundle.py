"""A script and all that it imports as one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.web.assets import ROOT
from checker.web.bundle import bundle


def written(folder: Path, **modules: str) -> Path:
    """The modules as files; answers the one called `main`."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_each_module_stands_once_before_those_that_need_it(tmp_path: Path) -> None:
    main = written(
        tmp_path,
        main='import { one } from "./a.js";\nimport * as b from "./b.js";\nexport const run = () => one + b.two;\n',
        a="export const one = 1;\nexport async function other() {}\nconst own = 5;\n",
        b='import { one, other } from "./a.js";\nexport class Two {}\nexport const two = one + 1;\n',
    )
    text = bundle(main)
    assert text.count("const one = 1;") == 1
    assert text.index("return { one, other };") < text.index("return { Two, two };") < text.index("return { run };")
    assert "const { one, other } = m0;" in text and "const b = m1;" in text
    assert text.endswith("export const { run } = m2;\n")


def test_a_script_that_exports_nothing_is_run_all_the_same(tmp_path: Path) -> None:
    text = bundle(written(tmp_path, main='import { one } from "./a.js";\none();\n', a="export const one = () => 1;\n"))
    assert "export" not in text and "import" not in text and "\none();\n" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { one as two } from "./a.js";\n', "one as two"),
        ('import one from "./a.js";\n', "import one"),
        ('import {\n  one,\n} from "./a.js";\n', "import {"),
        ("export default 1;\n", "export default"),
        ("export let one = 1;\n", "export let"),
        ('export { one } from "./a.js";\n', "export {"),
        ('import { one } from "https://else.test/a.js";\n', "else.test"),
        ('import { one } from "./main.js";\n', "imports itself"),
        ('import { back } from "./back.js";\n', "imports itself"),
    ],
)
def test_what_it_cannot_keep_it_refuses(tmp_path: Path, text: str, said: str) -> None:
    back = 'import { run } from "./main.js";\nexport const back = 1;\n'
    with pytest.raises(ValueError, match=said):
        bundle(written(tmp_path, main=text, a="export const one = 1;\n", back=back))


@pytest.mark.parametrize("script", sorted((ROOT / "static").rglob("*.js")), ids=lambda path: path.name)
def test_every_script_can_be_sent_whole(script: Path) -> None:
    assert "import " not in bundle(script)


@pytest.mark.parametrize("name", ["check.js", "run.js"])
def test_the_pages_own_scripts_bring_every_probe(name: str) -> None:
    text = bundle(ROOT / "static" / name)
    for probe in (ROOT / "static" / "probes").glob("*.js"):
        assert probe.stem == "index" or f'"id": "{probe.stem}"' in text, probe.stem
