from . import duban_action_wizard
from . import duban_unit_change
