"""What import-linter cannot see: app.py is no package, and an address in a string is no import."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENTRANCE = {"geo.address", "geo.web", "geo.bootstrap", "pages.ui"}
DELIVERY_HOSTS = re.compile(
    r"jsdelivr|unpkg|cdnjs|googleapis|gstatic|bootstrapcdn|code\.jquery|fontawesome|rawgit|skypack|esm\.sh",
    re.IGNORECASE,
)


def imported_modules(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_app_takes_only_the_routes_the_store_and_the_map_component_from_our_own_rooms():
    own = {name for name in imported_modules(ROOT / "app.py") if name.partition(".")[0] in ("geo", "pages")}
    assert {".".join(name.split(".")[:2]) for name in own} <= ENTRANCE
    assert own


def test_nothing_that_is_served_names_a_host_that_delivers_other_peoples_files():
    served = [ROOT / "app.py"]
    for folder in ("geo", "pages", ".streamlit"):
        served += [
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".js", ".css", ".html", ".toml"}
        ]
    assert len(served) > 1
    named = {path.relative_to(ROOT): DELIVERY_HOSTS.findall(path.read_text(encoding="utf-8")) for path in served}
    assert {path: hosts for path, hosts in named.items() if hosts} == {}
