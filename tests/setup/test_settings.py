"""Streamlit's settings: closed where they can be, and colours that can be read in both themes."""

import tomllib
from pathlib import Path

import pytest

from geo.intake import IntakeLimits

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
# https://www.w3.org/TR/WCAG22/#contrast-minimum
READABLE = 4.5


def luminance(colour):
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("server", "address", "localhost"),
        ("server", "port", 8501),
        ("server", "headless", True),
        ("server", "fileWatcherType", "none"),
        ("server", "enableAgentApi", False),
        ("server", "allowedHosts", ["localhost", "127.0.0.1"]),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", False),
        ("client", "toolbarMode", "minimal"),
        ("browser", "gatherUsageStats", False),
    ],
)
def test_a_setting_stays_closed(section, name, value):
    assert SETTINGS[section][name] == value


def test_uploads_are_as_large_as_the_desk_promises_and_no_larger():
    assert SETTINGS["server"]["maxUploadSize"] * 10**6 == IntakeLimits().file_bytes


def test_streamlit_knows_every_setting(capfd):
    from streamlit import config

    known = config.get_config_options(force_reparse=True)
    named = {f"{section}.{name}" for section, values in SETTINGS.items() for name in values if section != "theme"}
    assert named <= set(known)
    assert "is not a valid config option" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["main", "sidebar"])
def test_text_and_links_can_be_read(scheme, surface):
    theme = SETTINGS["theme"][scheme]
    grounds = theme if surface == "main" else theme["sidebar"]
    for ink in (theme["textColor"], theme["linkColor"]):
        for ground in (grounds["backgroundColor"], grounds["secondaryBackgroundColor"]):
            assert contrast(ink, ground) >= READABLE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_white_label_of_a_button_can_be_read(scheme):
    assert contrast(SETTINGS["theme"][scheme]["primaryColor"], "#ffffff") >= READABLE
