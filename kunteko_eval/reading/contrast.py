"""How well colours are told apart: WCAG contrast, and the difference that is left to those who see colours otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

VISIONS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What of linear red, green and blue is seen, by the kind of vision.

Source: Machado, Oliveira & Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE
Transactions on Visualization and Computer Graphics 15 (2009), table of severity 1.0.
"""

_XYZ = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1)."""


def _linear(colour: str) -> NDArray[np.float64]:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0–1 (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1–21 (WCAG 2.1).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, vision: str = "") -> NDArray[np.float64]:
    """Return a colour in CIE L*a*b*, as a kind of vision sees it.

    >>> lab("#ffffff").round(1).tolist()[0]
    100.0
    """
    seen = np.clip(np.array(VISIONS[vision]) @ _linear(colour), 0, 1)
    ratio = _XYZ @ seen / _XYZ.sum(axis=1)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array((116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])))


def difference(one: str, other: str, vision: str = "") -> float:
    """Return how far apart two colours are seen: ΔE*ab of CIE 1976, where about 2.3 can just be noticed.

    >>> difference("#ffffff", "#000000").__round__()
    100
    """
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))
