"""Leave to handle the vault as a whole: backups, restores, archives, its key."""

from counselor_desk.domain.roles import Can
from counselor_desk.services.desk import Context, command


@command(Can.KEEP_VAULT)
def begin(ctx: Context, what: str) -> None:
    """Put on the trail what is about to be done with the whole vault; who may not, does not."""
    ctx.reason = what
