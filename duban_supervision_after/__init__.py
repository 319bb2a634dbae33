from . import engine_fields, models, report, wizard
