from . import duban_action_wizard
from . import duban_job
from . import duban_ledger_export
from . import duban_import
from . import duban_import_line
from . import duban_progress_exchange
from . import duban_regulation_import
from . import duban_regulation_version
