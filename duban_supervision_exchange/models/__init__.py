from . import first_steps
from . import ir_ui_menu
