"""`carddesk audit COMMAND`: the journal proved, read and handed out; one command a module."""
