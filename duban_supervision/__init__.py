from . import hooks, models
from . import controllers, report, wizard
