"""Starting a project, describing its files, and recording judgements in it."""
