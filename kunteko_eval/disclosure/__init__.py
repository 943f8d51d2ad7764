"""Disclosure control: what published figures of a survey would give away of its respondents."""
