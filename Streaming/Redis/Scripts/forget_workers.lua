-- Removes idle consumers without an entry from the group. A consumer that returns is added again; one that holds an entry stays,
-- because the group would lose the entry.
-- KEYS: queue stream
-- ARGV: group, idle time in ms
-- Returns how many.
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if consumers.err then return 0 end -- no queue yet
local forgotten = 0
for _, consumer in ipairs(consumers) do
  -- { 'name', 'host-4711-1b2c3d4e', 'pending', 0, 'idle', 83841983, ... }
  local field = {}
  for i = 1, #consumer, 2 do field[consumer[i]] = consumer[i + 1] end
  if field.pending == 0 and field.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], field.name)
    forgotten = forgotten + 1
  end
end
return forgotten
