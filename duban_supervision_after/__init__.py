from . import engine_fields, models, wizard
