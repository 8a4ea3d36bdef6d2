-- A page of a log, from the cursor itself on.
-- KEYS: events stream
-- ARGV: first id, count
return redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
