-- Adds a job to a conversation as the newest one; a job that is there keeps its place.
-- KEYS: jobs of the conversation, scored by the time of their addition
-- ARGV: job id, most jobs, lifetime of the key in ms
local now = redis.call('TIME')
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
local score = math.max(now[1] * 1000000 + now[2], (tonumber(last[2]) or 0) + 1)
redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', score), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[2]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
