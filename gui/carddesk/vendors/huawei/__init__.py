"""Huawei Cloud: one account, authorised by signatures or by a token, and its service."""
