from . import (
    duban_action_wizard,
    duban_goal_closing,
    duban_goal_leader,
    duban_import,
    duban_unit_change,
)
