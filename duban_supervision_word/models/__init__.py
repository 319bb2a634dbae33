from . import ir_actions, ir_actions_report
