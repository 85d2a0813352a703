"""Pictures of the window in all its states, for people to look at, each held against the last one that was looked at.

`python -m tests.screens` draws them, says which have changed and writes a page that shows what; `--keep` makes those
drawn the last ones. They stay on the machine that drew them, since another one's fonts are not the same.
"""
