from . import hooks, models
from . import controllers, report, wizard
from .hooks import uninstall_hook
