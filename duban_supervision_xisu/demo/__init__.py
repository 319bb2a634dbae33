from . import duban_xisu_demo
