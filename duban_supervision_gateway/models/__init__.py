from . import gateway
from . import presets
from . import gateway_http
from . import gateway_message
from . import digest
from . import portal_todo
from . import res_users
