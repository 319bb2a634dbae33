from . import callback
from . import oauth
