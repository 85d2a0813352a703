"""Where images come from besides the files an operator opens: scanners, cameras, watched folders. No Qt, no workspace."""
