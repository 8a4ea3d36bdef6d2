-- Notes the span of the attempt that is the job's last one, for a link from the next attempt.
-- KEYS: job hash
-- ARGV: attempt, trace context of its span
if redis.call('HGET', KEYS[1], 'attempt') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'span', ARGV[2])
return 1
