-- Marks a job as active now. The time is the server's, because the clock of a node may be wrong or jump.
-- KEYS: active jobs
-- ARGV: job id
local now = redis.call('TIME')
return redis.call('ZADD', KEYS[1], string.format('%d', now[1] * 1000 + math.floor(now[2] / 1000)), ARGV[1])
