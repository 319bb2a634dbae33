from . import matter_form, record_form
