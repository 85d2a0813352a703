"""OFD documents (GB/T 33190-2016): what is in the archive, which pages there are, and the picture of a page that is one."""
