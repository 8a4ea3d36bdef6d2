-- Returns the active jobs whose last mark is older than a time. A mark in the future counts as old: the server of that time had another clock.
-- KEYS: active jobs
-- ARGV: milliseconds, most jobs
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local overdue = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now - ARGV[1]), 'LIMIT', 0, ARGV[2])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%d', now + ARGV[1]), '+inf', 'LIMIT', 0, ARGV[2])) do
  overdue[#overdue + 1] = id
end
return overdue
