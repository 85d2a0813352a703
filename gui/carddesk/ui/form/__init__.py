"""The form: what was read, field by field, to be confirmed or corrected."""
