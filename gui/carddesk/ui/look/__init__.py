"""How the desk looks: tokens, faces of type, icons, style sheet, motion."""
