import time

from certificates import issuing, shelving

draw, write, put, secure = issuing.draw, issuing._write, shelving._Disk.put, shelving._Disk.secure


def breathing(function, before, after):
    def breath(*args, **more):
        time.sleep(before)
        result = function(*args, **more)
        time.sleep(after)
        return result

    return breath


issuing.CHUNK_MOST = 12
issuing.draw = breathing(draw, 0.002, 0.0)
shelving._Disk.put = breathing(put, 0.0, 0.002)
shelving._Disk.secure = breathing(secure, 0.02, 0.02)
issuing._write = breathing(write, 0.02, 0.02)
