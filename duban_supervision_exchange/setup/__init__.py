from . import duban_people_password
from . import duban_setup
