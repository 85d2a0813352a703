"""Aliyun's market: one account with its AppCode, and the service bought there."""
