"""Baidu AI Cloud: one token for both of its services, requests as forms, answers as labels with words."""
