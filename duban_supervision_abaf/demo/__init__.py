from . import duban_abaf_demo
