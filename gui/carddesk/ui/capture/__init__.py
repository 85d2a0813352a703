"""How images are got at the desk: the scanner, the camera, addresses, the watched folder, the pages of a document."""
