-- Takes from a caller's budget, which fills evenly and holds one minute's worth.
-- KEYS: when the budget is full again, in ms by the server's clock
-- ARGV: amount, amount per minute
-- Returns 0 when the amount was taken, or else in how many ms it could be.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local most = tonumber(ARGV[2])
local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + 60000 * math.min(tonumber(ARGV[1]), most) / most
local wait = full - 60000 - now -- sums of fractions are a little more or less than the whole
if wait > 1 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return 0
