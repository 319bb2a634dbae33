"""What only the engine writes, model by model: no client sends or changes it, however a screen shows it (CORE-2)."""

from .engine import name_engine_fields

name_engine_fields(
    {
        "duban.adjustment": "approval_line_ids changes date state user_id",
        "duban.approval.line": "adjustment_id",
        "duban.archive.record": "department_id user_id",
        "duban.disagreement": """
            date_escalated date_opened date_settled head_failed head_outcome leader_outcome state
        """,
        "duban.feedback": """
            author_id co_report date date_due department_id entered_for_id is_late mark_id origin_matter_id
            passed_up_by_id request_id review_note review_state reviewed_by_id
        """,
        "duban.handover": """
            matter_ids name predecessor_confirmed state successor_confirmed
        """,
        "duban.help.call": """
            answer answered_by_id date date_answered date_due date_needed kind needed needed_unit_id
            needed_user_id situation state unit_id user_id
        """,
        "duban.judgement": "before computed date light reason role user_id",
        "duban.matter": """
            accepted_by_id access_user_ids acting_head_id assigned_by_id body_group_id category_group_id
            closed_by_id form_group_id grade_group_id
            closed_late company_id date_accepted date_archived date_assigned date_closed date_ended date_excused
            date_filed date_last_feedback date_last_urged date_next_check date_plan_due date_result
            date_resumed date_reviewed date_urgent earlier_report_ids
            filed_by_id handler_of_unit head_confirmed head_confirmed_by_id is_routed
            judged_light justification justification_limit justification_state merge_deadline merged_into_id number
            objection_days_stood office_id origin_id origin_record_id pause_count pause_days paused_since
            plan_late received_by_id recused_user_ids regulation_id result_refuted return_count returned_after_urging
            review_passed reviewed_by_id ruleset_id state state_before_merge team_change_reason tenures
            co_tenures
            team_changed_unit_ids team_is_changed trail_head trail_length unit_head_id urging_count was_late
            was_late_excused
            withdrawal_ground
        """,
        "duban.matter.unit": """
            date_from date_reported date_to explanation handed_over_result handed_over_title head_id is_open
            origin_matter_id report_state
            was_late
        """,
        "duban.objection": """
            date date_decided date_due decided_by_id decision reason state suggested_unit_id unit_id user_id
        """,
        "duban.office.act": "office_id",
        "duban.pause": """
            date_expected date_from date_to days deadline_after deadline_before decider_id ended_by_id
            ground note prolonged reason turn unit_id user_id
        """,
        "duban.patrolled": "open_todo_ids",
        "duban.plan.line": "active is_proposal proposed_by_id",
        "duban.progress.request": "department_id round_id state",
        "duban.progress.round": "notified_user_ids state unit_ids",
        "duban.recheck": "date finding outcome sample_id",
        "duban.recheck.sample": """
            drawn_by_id drawn_on name population recheck_ids seed
        """,
        "duban.record": """
            answer_unit_id cc_unit_ids cc_user_ids date_answered date_talk department_id draft_matter_id is_settled
            level_id
            message_id number once_key origin_matter_id talk_leader_id talk_note to_user_ids user_id
            warned_deadline warned_unit_id
        """,
        "duban.recusal": "date declared_by_id state",
        "duban.reminder": "note",
        "duban.report.back": "name state user_id",
        "duban.request": """
            applicant_id date_applied date_deadline_before date_decided days_before is_late state unit_id
        """,
    }
)
