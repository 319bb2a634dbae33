from . import (
    duban_regulation,
    duban_matter,
    duban_lzu_meeting,
    duban_goal,
    duban_lzu_register,
    duban_lzu_notice,
    duban_lzu_notice_steps,
    duban_lzu_act,
    duban_lzu_task,
    duban_lzu_overview,
    duban_bulletin,
    ir_ui_menu,
)
