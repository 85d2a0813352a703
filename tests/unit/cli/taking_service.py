"""Offers the service that takes files and addresses where a module is looked at for its `SERVICE`."""

from tests.unit.cli.plain_service import TakingService

SERVICE = TakingService
