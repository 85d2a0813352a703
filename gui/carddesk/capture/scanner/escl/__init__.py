"""Driverless network scanners: eSCL, which scanners and systems call AirScan or AirPrint scanning.

Source: Mopria Alliance eSCL Scan Technical Specification 2.8; PWG 5108.02 for the words it borrows. Where devices stray from
it the place says so.
"""
