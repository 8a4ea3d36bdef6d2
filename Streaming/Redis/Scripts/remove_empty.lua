-- Removes a stream of the queue that has no entries.
-- KEYS: queue stream, waiting entries by caller, callers by turn
-- Returns 1, or 0 when it has some.
if redis.call('XLEN', KEYS[1]) > 0 then return 0 end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 1
