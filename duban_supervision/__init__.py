from . import hooks, models
from . import report, wizard
