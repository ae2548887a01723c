"""Routes, assets and headers of the ASGI application."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount

import geo
from geo.layers import files
from geo.layers.basemap import EmbeddedBasemap, base_map, overlay
from geo.layers.offline import ASSETS, OutsideAssetError, require_own_assets
from geo.layers.tiles import TILE_LAYERS, TILE_ORIGINS, TileSwitch
from geo.web import assets, routes
from geo.web.page import DESCRIPTION, TITLE, page_html, page_routes
from geo.web.security import SecurityHeaders, page_policy
from tests.conftest import ROOT

INDEX = "<html><script>window.ready = false</script><script type='module' src='./a.js'></script></html>"
BASEMAP_LAYERS = ("boundaries", "countries", "governorates", "lakes", "rivers", "towns")


class Client:
    """Asks an ASGI application without a server."""

    def __init__(self, app) -> None:
        self.app = app

    def get(self, path: str, **options) -> httpx.Response:
        return asyncio.run(self._get(path, options))

    async def _get(self, path, options):
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://seamline") as client:
            return await client.get(path, **options)


def serve(base_path: str = "") -> Client:
    page = Mount("/", app=HTMLResponse(INDEX))
    security = Middleware(SecurityHeaders, base_path=base_path, index_html=INDEX)
    return Client(Starlette(routes=[*routes.build_routes(base_path), page], middleware=[security]))


@pytest.fixture
def client():
    return serve()


def directives(answer: httpx.Response) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    return {part.split()[0]: part.partition(" ")[2] for part in policy.split("; ")}


@pytest.fixture
def healthy(monkeypatch):
    """Facts that need no store; the real ones are asked of the real application below."""
    monkeypatch.setattr(routes, "HEALTH_FACTS", {"version": lambda: geo.__version__})


@pytest.mark.usefixtures("healthy")
def test_health_is_never_kept(client):
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "version": geo.__version__}
    assert answer.headers["Cache-Control"] == "no-store"


def test_health_names_the_fact_that_fails(client, monkeypatch):
    def broken():
        raise OSError("no store")

    monkeypatch.setattr(routes, "HEALTH_FACTS", {"version": lambda: "1", "edition": broken})
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "version": "1", "failing": ["edition"]}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("leaflet/leaflet.js", "javascript"),
        ("leaflet/leaflet.css", "text/css"),
        ("leaflet/images/layers.png", "image/png"),
        ("leaflet/draw/leaflet.draw.js", "javascript"),
        ("seamline/basemap.js", "javascript"),
        ("seamline/basemap.css", "text/css"),
        ("seamline/page.css", "text/css"),
        ("seamline/icon.svg", "image/svg+xml"),
        ("fonts/source-sans.woff2", "font/woff2"),
        *((f"basemap/{layer}.geojson", "application/geo+json") for layer in BASEMAP_LAYERS),
    ],
)
def test_every_asset_is_served_to_every_origin(client, path, media_type):
    answer = client.get(f"/assets/{path}", headers={"Origin": "null"})
    assert answer.status_code == 200
    assert media_type in answer.headers["Content-Type"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"]
    assert len(answer.content) > 100


def test_an_unchanged_asset_is_not_sent_again(client):
    first = client.get("/assets/seamline/basemap.js")
    again = client.get("/assets/seamline/basemap.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/assets/none.js", "/assets/leaflet/none.js", "/api/none", "/assets/basemap/none.geojson"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/assets/seamline/%2e%2e/security.py", "/assets/basemap/..%2f..%2fpyproject.toml"])
def test_no_path_leads_out_of_the_assets(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("healthy")
def test_routes_follow_the_base_path():
    client = serve("/maps/seamline/")
    assert client.get("/maps/seamline/healthz").json()["status"] == "ok"
    assert client.get("/maps/seamline/assets/leaflet/leaflet.css").status_code == 200
    assert "sandbox" in directives(client.get("/maps/seamline/component/x/index.html"))
    assert "sandbox" not in directives(client.get("/maps/seamline/"))


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("path", ["/", "/healthz", "/component/x/index.html", "/assets/none", "/api/none", "/embed/"])
def test_every_answer_has_the_common_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/", "'none'"),
        ("/sources", "'none'"),
        ("/api/none", "'none'"),
        ("/component/x/index.html", "'self'"),
        ("/embed/", "*"),
        ("/embedded", "'none'"),
    ],
)
def test_only_what_lies_under_embed_may_be_framed_by_others(client, path, ancestors):
    assert directives(client.get(path))["frame-ancestors"] == ancestors


def test_the_frame_is_sandboxed_without_its_origin(client):
    sandbox = directives(client.get("/component/streamlit_folium.st_folium/index.html"))["sandbox"].split()
    assert "allow-scripts" in sandbox
    assert "allow-same-origin" not in sandbox
    assert "allow-top-navigation" not in sandbox


def test_the_page_runs_no_inline_script_but_its_own(client):
    sources = directives(client.get("/"))["script-src"].split()
    assert sources == ["'self'", "blob:", "'sha256-Z7L2T8khoKWK3qtQF/wSktj9xGCtCfem3Y6SPjwBwdU='"]


def test_each_inline_script_of_streamlits_page_is_known():
    html = assets.streamlit_index().read_text(encoding="utf-8")
    assert html.count("<script>") == page_policy(html)["script-src"].count("sha256-") == 1


def test_the_page_asks_no_other_origin_for_anything():
    for name, sources in page_policy(INDEX).items():
        assert "http" not in sources, name
        assert "*" not in sources, name


def test_the_frame_may_load_tiles_from_their_origins_alone(client):
    frame = directives(client.get("/component/x/index.html"))
    assert [source for source in frame["img-src"].split() if source.startswith("http")] == list(TILE_ORIGINS)
    assert not [name for name, sources in frame.items() if "http" in sources and name != "img-src"]


def test_a_route_keeps_its_own_policy():
    own = {"Content-Security-Policy": "default-src 'none'"}
    app = SecurityHeaders(PlainTextResponse("x", headers=own), base_path="", index_html=INDEX)
    assert Client(app).get("/").headers["Content-Security-Policy"] == "default-src 'none'"


def test_websockets_pass_untouched():
    seen = []

    async def inner(scope, receive, send):
        seen.append((scope, receive, send))

    async def channel(*_):
        return {}

    call = SecurityHeaders(inner, base_path="", index_html=INDEX)({"type": "websocket"}, channel, channel)
    with pytest.raises(StopIteration):
        call.send(None)
    assert seen == [({"type": "websocket"}, channel, channel)]


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(assets.MissingAssetError, match=r"'leaflet'.*pip install"):
        assets.leaflet_files()


def test_a_moved_file_says_where_it_was_expected(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "_package_folder", lambda name: tmp_path)
    with pytest.raises(assets.MissingAssetError, match=r"leaflet\.js"):
        assets.leaflet_files()
    with pytest.raises(assets.MissingAssetError, match="SourceSansVF"):
        assets.typeface_file()


def test_every_link_of_the_base_map_is_served(client):
    base = base_map()
    links = [link for _, link in (*base.default_js, *base.default_css)]
    links += [link for _, link in (*EmbeddedBasemap.default_js, *EmbeddedBasemap.default_css)]
    assert len(links) == 5
    for link in links:
        assert client.get(link.replace(ASSETS, "/assets")).status_code == 200


def test_equal_arguments_give_an_equal_script():
    def script(**options):
        base = base_map(**options)
        base.get_root().render()
        page = base.get_root().script.render()
        for element in (base, *base._children.values()):
            page = page.replace(element._id, "")
        return page

    assert script(theme="dark") == script(theme="dark")
    assert script(theme="dark") != script(theme="light")


def test_the_script_holds_no_map_data():
    base = base_map()
    base.get_root().render()
    script = base.get_root().script.render()
    assert "Kirkuk" not in script
    assert len(script) < 3000


def test_own_layers_pass_the_check_of_links():
    require_own_assets(base_map(), overlay(*(TileSwitch(name) for name in (None, *TILE_LAYERS))))


def test_a_plugin_from_outside_is_refused():
    import folium.plugins

    group = overlay(folium.plugins.AntPath([[35, 44], [36, 45]]))
    with pytest.raises(OutsideAssetError, match=r"AntPath loads 'https://cdn"):
        require_own_assets(base_map(), group)


def test_an_unknown_tile_layer_names_the_known_ones():
    with pytest.raises(KeyError, match="relief"):
        TileSwitch("mapnik")


def test_the_component_answers_before_the_first_session(app_url):
    answer = httpx.get(f"{app_url}/component/streamlit_folium.st_folium/index.html")
    assert answer.status_code == 200
    assert "sandbox" in directives(answer)


def test_streamlit_and_our_routes_share_the_server(app_url):
    assert httpx.get(f"{app_url}/_stcore/health").text == "ok"
    assert httpx.get(app_url).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_the_health_of_the_real_application_tells_version_and_edition(app_url):
    health = httpx.get(f"{app_url}/healthz").json()
    assert (health["status"], health["version"]) == ("ok", geo.__version__)
    assert health["edition"] >= 1


@pytest.fixture(scope="module")
def index_html():
    return assets.streamlit_index().read_text("utf-8")


def test_streamlits_page_gets_our_name_look_and_first_words(index_html):
    html = page_html(index_html)
    assert html.count("<title>") == html.count("<noscript>") == html.count('rel="icon"') == 1
    assert f"<title>{TITLE}</title>" in html
    assert f'<meta property="og:description" content="{DESCRIPTION}" />' in html
    assert html.index("<body>") < html.index("./assets/seamline/page.css") < html.index('<div id="root">')
    assert ">Streamlit<" not in html


def test_a_page_that_is_not_the_pinned_streamlits_is_refused(index_html):
    with pytest.raises(assets.MissingAssetError, match="found 0; install the pinned Streamlit"):
        page_html(index_html.replace("<noscript>", "<p>"))


# A rule that begins with part of a class is asked of every element whose class changes, and the page changes those of
# all elements with each run; one that ends with "anything" makes the browser restyle all that is below them.
WIDE = re.compile(r"\[class\*=[^,{]*[ >+~](\*|:)")


@pytest.mark.parametrize("selector", ['[class*="st-key-a"] > *', '[class*="a"] > :has(b)', '[class*="a"] p ~ :not(b)'])
def test_what_is_looked_for_in_the_style_sheet_is_found(selector):
    assert WIDE.search(selector + " { color: red; }")


def test_no_rule_of_the_style_sheet_restyles_the_whole_page_in_each_run():
    assert not WIDE.search((ROOT / "geo" / "web" / "static" / "page.css").read_text("utf-8"))


@pytest.mark.parametrize("base_path", ["", "/maps"])
def test_each_page_is_served_under_the_base_path_and_not_sent_again_unchanged(base_path):
    client = Client(Starlette(routes=page_routes(("", "incidents"), base_path=base_path, html="<p>page</p>")))
    home, incidents = client.get(f"{base_path}/"), client.get(f"{base_path}/incidents")
    assert home.text == incidents.text == "<p>page</p>"
    assert home.headers["Cache-Control"] == "no-cache"
    assert client.get(f"{base_path}/", headers={"If-None-Match": home.headers["ETag"]}).status_code == 304
    assert client.get(f"{base_path}/none").status_code == 404


@pytest.mark.parametrize("page", sorted({file.stem for file in (ROOT / "pages").glob("*.py")} - {"map", "navigation"}))
def test_every_page_of_the_real_application_begins_with_our_name_and_style(app_url, page):
    html = httpx.get(f"{app_url}/{page}").text
    assert TITLE in html
    assert "./assets/seamline/page.css" in html


def test_no_page_around_the_real_application_may_steer_it(app_url):
    assert httpx.get(f"{app_url}/_stcore/host-config").json()["allowedOrigins"] == []
