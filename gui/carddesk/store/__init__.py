"""The workspace: the journal, the images and the queue, in one folder. Library errors become `EnvironmentFault` here."""
