from . import (
    regulation_part,
    demand,
)
