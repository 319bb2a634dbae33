from . import regulation
from . import matter_form, record_form
