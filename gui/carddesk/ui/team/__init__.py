"""What a desk shows of its team: whether it is connected, and what others contradict."""
