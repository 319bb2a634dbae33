from . import first_steps
from . import hr_department
from . import ir_ui_menu
from . import home
from . import res_users
