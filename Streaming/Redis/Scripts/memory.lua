-- Reads the server's memory and its limit. In a script, because the client library keeps INFO for connections in admin mode.
-- Returns lines as in used_memory:1034520.
return redis.call('INFO', 'memory') .. redis.call('INFO', 'stats')
