from . import sign_in
from . import res_users
