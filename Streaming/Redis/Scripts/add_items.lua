-- Adds items to a project's backlog; items with a known id are skipped.
-- KEYS: items hash (id to JSON), order list (ids)
-- ARGV: most items, pairs of id and JSON
-- Returns how many were new, or -1 when there is no room for all of them: then none is added.
local new = {}
for i = 2, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then new[#new + 1] = i end
end
if redis.call('HLEN', KEYS[1]) + #new > tonumber(ARGV[1]) then return -1 end
local added = 0
for _, i in ipairs(new) do
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('RPUSH', KEYS[2], ARGV[i])
    added = added + 1
  end
end
return added
