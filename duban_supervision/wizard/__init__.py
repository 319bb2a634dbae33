from . import duban_action_wizard
from . import duban_action_running
from . import duban_action_confirm
from . import duban_unit_change
from . import duban_regulation_import
from . import duban_regulation_version
from . import duban_action_landing
