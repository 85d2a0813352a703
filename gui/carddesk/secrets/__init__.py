"""Credentials of vendors' accounts: kept in the keyring of the system, or given to one run by the environment."""
