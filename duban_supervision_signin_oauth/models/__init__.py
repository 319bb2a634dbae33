from . import provider
from . import res_users
