-- Holds a claim, if it is still this worker's: a worker that paused too long must not take it back.
-- KEYS: queue stream
-- ARGV: group, entry, worker
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if not pending[1] or pending[1][2] ~= ARGV[3] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, ARGV[2], 'JUSTID')
return 1
