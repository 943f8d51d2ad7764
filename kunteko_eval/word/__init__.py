"""Reports as editable Word documents."""
