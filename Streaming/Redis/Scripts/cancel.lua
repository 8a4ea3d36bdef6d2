-- Asks for a job to end; the first reason stands.
-- KEYS: job hash
-- ARGV: reason, PUBLISH or SPUBLISH, control channel
-- Returns 0 requested, 1 already ended, 2 not found (the numbers of CancelOutcome)
local status = redis.call('HGET', KEYS[1], 'status')
if not status or status == 'deleted' then return 2 end
if status == 'completed' or status == 'failed' or status == 'canceled' then return 1 end
redis.call('HSETNX', KEYS[1], 'cancel', ARGV[1])
redis.call(ARGV[2], ARGV[3], redis.call('HGET', KEYS[1], 'cancel'))
return 0
