-- Removes an ended job; a tombstone keeps its id from being used again.
-- KEYS: job hash, events stream, input hash
-- ARGV: retention in ms
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'completed' and status ~= 'failed' and status ~= 'canceled' then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'status', 'deleted')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
