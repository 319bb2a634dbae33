from . import package
from . import package_content
from . import package_line
