from . import engine_fields, controllers
from . import models, wizard, setup
