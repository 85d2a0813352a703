"""Offers the slow service where a module is looked at for its `SERVICE`."""

from tests.unit.cli.plain_service import SlowService

SERVICE = SlowService
