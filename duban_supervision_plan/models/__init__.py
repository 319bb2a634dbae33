from . import (
    duban_regulation,
    goal,
    goal_part,
    goal_steps,
    goal_carry,
    goal_rollup,
    goal_todo,
    goal_unit,
    goal_page,
    duban_matter,
    home,
    ir_ui_menu,
)
