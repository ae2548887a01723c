"""The pages of the site, from values to HTML: every text escaped, links relative, no script or style inside a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.codebook import code_tables
from geo.errors import UnsafeTextError
from geo.exports.evidence import SOURCE_COLUMNS, source_table
from geo.filters import describe, period_words, source_label
from geo.layers.basemap import CREDIT
from geo.layers.text import check_url, drop_unseen
from geo.records import Incident
from geo.site.assets import METHOD, TIMELINE_MARKUP
from geo.site.data import COUNTED
from geo.site.edition import FRONT, Site, incident_path
from geo.site.incidents import incident_page
from geo.vocabulary import Outcome

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")


def front_page(site: Site, *, feed: str | None) -> bytes:
    """Map, filters and the list of all incidents; `feed` is the path of the feed where the site has one."""
    view = site.view
    words = describe(site.chosen, view.dataset)
    return _rendered(
        "index.html",
        site,
        FRONT,
        feed=feed,
        words=words[:1].upper() + words[1:],
        narrowed=site.chosen.is_narrowed,
        shown=f"{len(view.incidents):,} of {len(view.incidents):,}",
        tolls=[(o.value, o.label.capitalize(), str(view.tolls[o]) if view.incidents else "–") for o in COUNTED],
        timeline=Markup(TIMELINE_MARKUP.read_text("utf-8")),  # noqa: S704 - a file of ours
        rows=list(_rows(site)),
    )


def incident_pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """The page of each incident by its path, in order of date."""
    shown = site.view.incidents
    for number, incident in enumerate(shown):
        path = incident_path(incident)
        around = {
            "earlier": _neighbour(shown, number - 1),
            "later": _neighbour(shown, number + 1),
            "here": f"{number + 1:,} of {len(shown):,}",
        }
        yield (
            path,
            _rendered("incident.html", site, path, incident=incident_page(site, incident), id=incident.id, **around),
        )


def incidents_page(site: Site) -> bytes:
    """All incidents as a table, newest first."""
    return _rendered("incidents.html", site, "incidents/index.html", rows=list(_rows(site)))


def sources_page(site: Site) -> bytes:
    """The sources that report an incident of the site, newest first, each with its incidents."""
    view = site.view
    by_source: dict[str, list[Incident]] = {}
    for incident in view.incidents:
        for source_id in dict.fromkeys(s.source_id for s in view.dataset.statements_of_incident[incident.id]):
            by_source.setdefault(source_id, []).append(incident)
    names = [column.name for column in SOURCE_COLUMNS]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in source_table(view).rows]
    rows.sort(key=lambda row: (-row["published"].toordinal() if row["published"] else 0, row["id"]))
    for row in rows:
        row["label"] = source_label(view.dataset, row["id"])
        row["kind"] = view.dataset.sources[row["id"]].kind.label
        row["reports"] = [_line(site, incident) for incident in by_source[row["id"]]]
    return _rendered("sources.html", site, "sources/index.html", rows=rows)


def about_page(site: Site) -> bytes:
    """Method, counting rules, credits, licence and disclaimer."""
    method = [_inline(paragraph) for paragraph in METHOD.read_text("utf-8").strip().split("\n\n")]
    # The credit is markup of ours, with links to the makers.
    return _rendered("about.html", site, "about/index.html", method=method, basemap=Markup(CREDIT))  # noqa: S704


def codebook_page(site: Site) -> bytes:
    """Every code with its meaning."""
    lists = [(name, summary, rows) for name, summary, rows in code_tables()]
    return _rendered("codebook.html", site, "codebook/index.html", lists=lists)


def files_page(site: Site, *, files: Sequence[tuple[str, str, int]]) -> bytes:
    """The files to keep: path, words and size in bytes of each."""
    listed = [(path.removeprefix("files/"), words, _size(size)) for path, words, size in files]
    return _rendered("files.html", site, "files/index.html", files=listed)


def missing_page(site: Site) -> bytes:
    """What a server answers where there is no file: under any address, so it links by an absolute one or not at all."""
    return _rendered("404.html", site, "404.html", home=site.address(FRONT))


def _rows(site: Site) -> Iterator[dict[str, Any]]:
    for incident in reversed(site.view.incidents):
        yield _line(site, incident) | {
            "killed": str(site.view.toll(incident.id, Outcome.KILLED)),
            "wounded": str(site.view.toll(incident.id, Outcome.WOUNDED)),
            "place": (incident.scene or incident.scenes[0]).name,
            "possibly": incident.id in site.view.possibly,
        }


def _line(site: Site, incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "path": incident_path(incident),
        "title": incident.title,
        "when": period_words(incident.date_start, incident.date_end),
        "side": site.view.hit_side(incident).value,
    }


def _neighbour(shown: Sequence[Incident], number: int) -> dict[str, str] | None:
    if not 0 <= number < len(shown):
        return None
    incident = shown[number]
    return {"path": incident_path(incident), "title": incident.title}


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1):,} kB"


def _inline(paragraph: str) -> Markup:
    """A paragraph of our own method page: `**strong**` and `*emphasis*` are all the Markdown that it uses."""
    parts, at = [], 0
    for found in _STRONG.finditer(paragraph):
        tag, words = ("strong", found[1]) if found[1] else ("em", found[2])
        parts.append(Markup.escape(paragraph[at : found.start()]))
        parts.append(Markup("<{0}>{1}</{0}>").format(tag, words))
        at = found.end()
    return Markup("").join([*parts, Markup.escape(paragraph[at:])])


def _rendered(template: str, site: Site, path: str, **values: Any) -> bytes:
    root = "../" * path.count("/")
    text = _environment().get_template(template).render(site=site, about=site.about, path=path, root=root, **values)
    return text.encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["web_address"] = _web_address
    return environment


def _seen(value: object) -> object:
    """Text without what a reader cannot see or is misled by."""
    return drop_unseen(value) if type(value) is str and not value.isprintable() else value


def _web_address(url: str | None) -> str | None:
    """An address fit for a link; None where it is none, or not http(s)."""
    try:
        return str(check_url(url)) if url else None
    except UnsafeTextError:
        return None
