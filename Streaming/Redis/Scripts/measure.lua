-- Measures the queue, by the server's clock.
-- KEYS: queue stream
-- ARGV: group
-- Returns { waiting entries, claimed entries, age of the oldest waiting entry in ms }.
local length = redis.call('XLEN', KEYS[1])
local claimed = 0
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if not groups.err then -- there is a queue
  for _, group in ipairs(groups) do
    -- { 'name', 'workers', 'pending', 2, ... }
    local field = {}
    for i = 1, #group, 2 do field[group[i]] = group[i + 1] end
    if field.name == ARGV[1] then claimed = field.pending end
  end
end

-- Callers take turns, so a claimed entry may be newer than one that waits. One of the first claimed + 1 entries is not claimed.
local held = {}
if claimed > 0 then
  for _, claim in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', claimed)) do held[claim[1]] = true end
end
local age = 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', claimed + 1)) do
  if not held[entry[1]] then
    local now = redis.call('TIME')
    age = now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(entry[1], '^%d+'))
    break
  end
end
return { math.max(0, length - claimed), claimed, math.max(0, age) }
