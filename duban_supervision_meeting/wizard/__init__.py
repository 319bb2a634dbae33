from . import duban_action_wizard
from . import duban_import
from . import duban_supervise_wizard
