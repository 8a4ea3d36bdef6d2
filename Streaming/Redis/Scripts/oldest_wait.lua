-- Tells how long the first entry that no worker has claimed is in the queue.
-- KEYS: queue stream
-- ARGV: group
-- Returns milliseconds by the server's clock, or nil when no entry waits.
local last = '0-0' -- no group: no worker has claimed anything yet
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if groups.err then return false end -- no queue yet
for _, group in ipairs(groups) do
  -- { 'name', 'workers', 'consumers', 2, 'pending', 0, 'last-delivered-id', '1526919030474-0', ... }
  local field = {}
  for i = 1, #group, 2 do field[group[i]] = group[i + 1] end
  if field.name == ARGV[1] then last = field['last-delivered-id'] end
end
local first = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 1)[1]
if not first then return false end
local now = redis.call('TIME')
local waited = now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(first[1], '^%d+'))
return math.max(0, waited)
