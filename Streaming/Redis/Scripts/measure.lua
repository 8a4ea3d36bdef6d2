-- Measures the queue, by the server's clock.
-- KEYS: queue stream
-- ARGV: group
-- Returns { waiting entries, claimed entries, age of the oldest waiting entry in ms }.
local length = redis.call('XLEN', KEYS[1])
local claimed, from = 0, '-'
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if not groups.err then -- there is a queue
  for _, group in ipairs(groups) do
    -- { 'name', 'workers', 'pending', 2, 'last-delivered-id', '1526919030474-0', ... }
    local field = {}
    for i = 1, #group, 2 do field[group[i]] = group[i + 1] end
    if field.name == ARGV[1] then claimed, from = field.pending, '(' .. field['last-delivered-id'] end
  end
end

local oldest = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 1)[1]
local now = redis.call('TIME')
local age = oldest and now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(oldest[1], '^%d+')) or 0
return { math.max(0, length - claimed), claimed, math.max(0, age) }
