from . import duban_matter
from . import package
from . import package_content
from . import package_inspection
from . import package_line
from . import package_lists
