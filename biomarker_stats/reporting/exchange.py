"""Two folders change places in one step, where the system can do that."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_FROM_WORKING_FOLDER = -100  # AT_FDCWD in <fcntl.h>
_EXCHANGE = 2  # RENAME_EXCHANGE in <linux/fs.h>
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV, errno.EPERM}


def exchange(first: Path, second: Path) -> bool:
    """Let two paths of one file system change places atomically; return False where that is not possible.

    Raises:
        OSError: it is possible in principle but failed (no permission, a path that is not there).

    References:
        Linux manual page renameat2(2), flag RENAME_EXCHANGE.

    """
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    failed = renameat2(
        _FROM_WORKING_FOLDER, os.fsencode(first), _FROM_WORKING_FOLDER, os.fsencode(second), ctypes.c_uint(_EXCHANGE)
    )
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(first))
