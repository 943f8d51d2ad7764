"""The public face: read a programme, rate a period, and get every step as a frame, a figure or words.

Frames are made in `kunteko_eval.frames`; ``docs/reference/frames.md`` lists their columns and
``docs/how-to/explore-in-python.md`` shows what to do with them.
"""

from kunteko_eval.public.element import ElementResult
from kunteko_eval.public.portfolio import Portfolio, open_portfolio, portfolio
from kunteko_eval.public.programme import Programme, Result, open_period, read

__all__ = ["ElementResult", "Portfolio", "Programme", "Result", "open_period", "open_portfolio", "portfolio", "read"]
