# The order of inheritance: what extends a model comes after what it extends.
from . import decision_body
from . import meeting
from . import meeting_todo
from . import meeting_reading
from . import reading_units
from . import resolution
from . import resolution_change
from . import resolution_supervise
from . import matter
from . import meeting_page
from . import meeting_page_line
from . import meeting_page_print
from . import meeting_page_present
