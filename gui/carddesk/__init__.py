"""CardDesk: a desktop workstation for people who verify identity cards all day."""

__version__ = "0.1.0"
