"""What is written to whoever keeps the checkpoints."""

from markupsafe import Markup


def subject(verification):
    """Subject of the message: the outcome first."""
    env = verification.env
    if verification.state == "clean":
        return env._(
            "Supervision: checkpoint of the trail, %s lines",
            verification.checkpoint_id.size,
        )
    return env._(
        "Supervision: the trail does not verify, %s problems",
        verification.problem_count,
    )


def not_written(verification):
    """Subject of the message when a checkpoint could not be brought out of the database."""
    return verification.env._(
        "Supervision: the log could not be written out of the database"
    )


def body(verification):
    """Text of the message: what was checked, the signed checkpoint, what to do with it. No content of any matter."""
    env, checkpoint = verification.env, verification.checkpoint_id
    parts = [
        env._(
            "Checked: %(matters)s matters, %(acts)s lines of trails, %(files)s files. Problems: %(problems)s.",
            matters=verification.matter_count,
            acts=verification.act_count,
            files=verification.file_count,
            problems=verification.problem_count,
        ),
    ]
    if checkpoint:
        parts.append(
            env._(
                "Keep this message. It is a signed checkpoint of everything in the trail at this moment; with it "
                "anybody can check later that nothing before it was changed, cut or removed (verify_log.py)."
            )
        )
    result = Markup().join(Markup("<p>%s</p>") % part for part in parts)
    if not checkpoint:
        return result
    result += Markup("<pre>%s</pre>") % checkpoint.note
    return result + Markup("<p>%s<br/><code>%s</code></p>") % (
        env._("Public key:"),
        checkpoint.verifier_key,
    )
