-- Makes the capabilities of a job void.
-- KEYS: job hash
-- Returns how often that was done, or nil when there is no such job.
local status = redis.call('HGET', KEYS[1], 'status')
if not status or status == 'deleted' then return false end
return redis.call('HINCRBY', KEYS[1], 'revoked', 1)
