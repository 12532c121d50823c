"""What the platform tells of a number, where it tells too little."""

import pytest

from tui.engine.platform_errors import Unreadable
from tui.engine.resources import Body
from tui.telephony.services import number_from


@pytest.mark.parametrize("body", [{}, {"featureType": "redirect"}, {"serviceName": None}, {"serviceName": 4}])
def test_a_body_that_names_no_number_is_unreadable(body: Body) -> None:
    with pytest.raises(Unreadable):
        number_from("ab1-ovh-1", body)
