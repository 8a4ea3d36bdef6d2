-- A write that leaves nothing behind: WAIT waits for the last write of its own connection only.
redis.call('SET', KEYS[1], '', 'PX', 1000)
return redis.call('DEL', KEYS[1])
