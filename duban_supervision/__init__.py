from . import hooks, models
from . import wizard
