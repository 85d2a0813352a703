"""A scanner that speaks eSCL on the loopback address, written from the documents of the protocol and not from our client.

Sources: Mopria Alliance eSCL Scan Technical Specification 2.8 (resources, states, elements, answers), PWG 5108.02 (semantic
model of scanning), Bonjour Printing Specification 1.2 §9 (TXT record); how real scanners stray from them is told where it
is imitated.
"""

from tests.fakes.escl.scanner import EsclScanner

__all__ = ["EsclScanner"]
