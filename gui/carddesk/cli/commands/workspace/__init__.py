"""`carddesk workspace COMMAND`: what concerns the workspace as a whole; one command a module."""
