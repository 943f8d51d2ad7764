"""A Plotly figure as a static picture: SVG that asks for no script, no font and no network.

What is drawn is what plotly.js draws of the same data, with the same defaults. A key of the figure that
this module neither draws nor knows to be without effect in a static picture is refused, so that nothing
is ever left out silently.
"""

from kunteko_eval.report.picture.drawing import picture
from kunteko_eval.report.picture.panels import pictures
from kunteko_eval.report.picture.supported_keys import Undrawable

__all__ = ["Undrawable", "picture", "pictures"]
