-- Counts a job among the active ones of its owner.
-- KEYS: active jobs of the owner, scored by the time of their last check
-- ARGV: job id, most jobs, lifetime of the key in ms
-- Returns 1, or 0 when there are so many already.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
local now = redis.call('TIME')
redis.call('ZADD', KEYS[1], string.format('%d', now[1] * 1000 + math.floor(now[2] / 1000)), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
