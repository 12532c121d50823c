"""A number that is not in its billing account any more: a 404 within it is then about the number itself."""

from tui.engine.errors import NotFound, WizardError
from tui.engine.platform_errors import NoSuchCall, NumberGone
from tui.engine.ports import Exchange, Intent
from tui.engine.reading import object_at
from tui.engine.resources import Body


def number_at(exchange: Exchange, billing_account: str, service_name: str) -> Body:
    """The number itself (`telephony.Number`). Raises `NumberGone`, and like `object_at`."""
    try:
        return object_at(exchange, f"/telephony/{billing_account}/number/{service_name}")
    except NoSuchCall:
        raise
    except NotFound as error:
        raise NumberGone(error, billing_account, service_name) from error


def explained(exchange: Exchange, intent: Intent, error: WizardError) -> WizardError:
    """Return `error`, or `NumberGone` for a 404 within a number that, asked for once, is not there itself."""
    within = isinstance(error, NotFound) and intent.service_name in str(error.args_given["path"]).split("/")
    if within and not isinstance(error, NoSuchCall | NumberGone):
        try:
            number_at(exchange, intent.billing_account, intent.service_name)
        except NumberGone as gone:
            return gone
        except WizardError:
            # What keeps it from being asked for says nothing about it.
            return error
    return error
