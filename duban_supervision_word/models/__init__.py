from . import ir_actions, ir_actions_report, official, word_fields, word_template
