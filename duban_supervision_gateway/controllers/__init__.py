from . import opinion
from . import step
