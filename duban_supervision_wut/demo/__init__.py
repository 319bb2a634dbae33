from . import duban_wut_demo
