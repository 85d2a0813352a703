"""`carddesk team COMMAND`: who shares a workspace on a server; one command a module."""
