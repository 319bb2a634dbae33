from . import duban_lzu_demo
