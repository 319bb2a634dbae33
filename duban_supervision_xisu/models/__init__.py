from . import duban_matter
