"""On a schedule: give up exports that a product did not answer to, ask again for erasures.

The products are asked again, too, when the tokens of somebody erased have expired.
"""

from accounts.data import erasures, exports
from didit360.log import logger
from didit360.reactions import Detail, on_event


def overdue(_: Detail) -> None:
    failed, nudged = exports.fail_overdue(), erasures.nudge_overdue()
    erasures.look_again()
    if failed or nudged:
        logger().error("products did not answer", exports=failed, erasures=nudged)


handler = on_event(overdue)
