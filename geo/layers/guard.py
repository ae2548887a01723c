"""Keeps branca from compiling rendered output a second time as a Jinja template.

`branca.element.MacroElement.render` renders its template, data included, and hands the result to `Element(...)`, whose
constructor compiles it again. An incident title such as `{{ 7 * 7 }}` would so run on the server, and harmless text
such as `{# note #}` would vanish from the page. With the guard, a string given to `Element` is text and stays text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from branca.element import ENV, Element

# The one string in branca and folium that reaches Element(...) as a template: Div's list of children. It equals
# Element's own default template but for a line break, so the default stands in for it.
_CHILDREN_TEMPLATE = "{% for name, element in this._children.items() %}{{element.render(**kwargs)}}{% endfor %}"


class RenderedText:
    """Stands where branca keeps a compiled template and gives back its text untouched."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, *_: object, **__: object) -> str:
        return self.text


def install() -> None:
    """Make every `Element` made from now on keep its text; safe to call again."""
    if is_installed():
        return
    Element.__init__ = _keep_text(Element.__init__)  # type: ignore[method-assign]
    Element.__setstate__ = _restore_text  # type: ignore[method-assign]


def is_installed() -> bool:
    return hasattr(Element.__init__, "compiles_nothing")


def _keep_text(compile_template: Callable[..., None]) -> Callable[..., None]:
    def keep_text(self: Element, template: str | None = None, template_name: str | None = None) -> None:
        compile_template(self, None, template_name)
        if template is not None and template != _CHILDREN_TEMPLATE:
            self._template_str = template
            self._template = RenderedText(template)  # type: ignore[assignment]

    keep_text.compiles_nothing = True  # type: ignore[attr-defined]
    return keep_text


def _restore_text(self: Element, state: dict[str, Any]) -> None:
    # branca drops the template when an element is copied or pickled and compiles the text again on the way back.
    if state["_template_str"] is not None:
        state["_template"] = RenderedText(state["_template_str"])
    elif state["_template_name"] is not None:
        state["_template"] = ENV.get_template(state["_template_name"])
    self.__dict__.update(state)
