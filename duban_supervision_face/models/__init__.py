from . import face, ir_http
