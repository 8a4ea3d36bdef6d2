-- Hands a claim back for another worker, if it is still this worker's.
-- KEYS: queue stream
-- ARGV: group, entry, worker, job id, wake channel
-- Returns the new entry, or nil.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if not pending[1] or pending[1][2] ~= ARGV[3] then return false end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
local entry = redis.call('XADD', KEYS[1], '*', 'j', ARGV[4], 'again', '1')
redis.call('PUBLISH', ARGV[5], '')
return entry
