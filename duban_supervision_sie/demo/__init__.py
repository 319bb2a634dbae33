from . import duban_sie_demo
