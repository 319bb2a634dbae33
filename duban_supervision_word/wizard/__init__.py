from . import duban_word
