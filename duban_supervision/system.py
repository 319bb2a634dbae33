"""What everybody's work asks of the system: its parameters, its jobs, who holds a role."""


def parameter(env, key):
    """The system parameter ``key``, ``False`` where it is not set."""
    # sudo: the administrator sets it, everybody's work depends on it; keys are written in the code, never a caller's
    return env["ir.config_parameter"].sudo().get_param(key)


def wake(env, job, at=None):
    """Have the scheduled action ``job`` (xml id) run after this transaction, or ``at`` a moment (UTC)."""
    # its id is cached, so that no query asks for it
    number = env["ir.model.data"]._xmlid_to_res_id(job, raise_if_not_found=True)
    # sudo: any step may leave something to a job; the job runs with its own rights
    env["ir.cron"].sudo().browse(number)._trigger(at)


def holders(env, group):
    """Users with the role ``group`` (xml id), archived ones included (as superuser)."""
    # sudo: groups are read by administrators only; who holds a role of the suite is no secret
    return env.ref(group).sudo().all_user_ids
