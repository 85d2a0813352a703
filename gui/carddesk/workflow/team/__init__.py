"""A desk of a team: what is on whose desk, what others do, what waits for the server, and what others contradict."""
