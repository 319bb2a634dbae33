from . import duban_action_wizard
