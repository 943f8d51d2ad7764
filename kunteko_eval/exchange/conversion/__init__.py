"""Files of other systems made into plain tables that the other imports read."""
