"""The desk: the only room that imports Qt. Widgets render views and send intents; they decide nothing."""
