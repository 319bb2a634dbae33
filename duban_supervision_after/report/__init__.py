from . import bulletin_draft, bulletin_print
