"""A process of its own for formats whose libraries are large and whose files are hostile: PDF, HEIC, AVIF.

The program sends bytes by a pipe and gets pixels back; nothing is written to disk. The process is started at the first such
file, has a limit of memory and of time, and is replaced when it fails.
"""
