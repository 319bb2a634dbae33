from . import ldap
from . import res_users
