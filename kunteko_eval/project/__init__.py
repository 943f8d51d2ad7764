"""Starting a project, describing its files, and recording judgements and seals in it."""
