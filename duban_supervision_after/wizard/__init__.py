from . import duban_action_wizard, duban_regulation_import
