from . import wecom
from . import wecom_card
