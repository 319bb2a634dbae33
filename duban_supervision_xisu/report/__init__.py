from . import report_slip
