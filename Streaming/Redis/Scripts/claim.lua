-- Claims entries: those of lost workers first, then those that wait. Of the callers that wait, the one that was served longest ago comes
-- next with its oldest entry. The stream is the truth: what waits in it is listed by caller beside it, up to the group's last delivered entry.
-- KEYS: queue stream, waiting entries by caller, callers by turn
-- ARGV: group, worker, most claims, lease in ms, where to look for lost workers
-- Returns { where to look next, entries that were taken over, entries that waited }.
local queue, waiting, turns = KEYS[1], KEYS[2], KEYS[3]
local group, worker, most = ARGV[1], ARGV[2], tonumber(ARGV[3])

local taken = redis.pcall('XAUTOCLAIM', queue, group, worker, ARGV[4], ARGV[5], 'COUNT', most)
if taken.err then
  if not string.find(taken.err, 'NOGROUP', 1, true) then return taken end
  redis.call('XGROUP', 'CREATE', queue, group, '0', 'MKSTREAM')
  redis.call('DEL', waiting, turns)
  taken = { '0-0', {} }
end

local state = {}
for _, info in ipairs(redis.call('XINFO', 'GROUPS', queue)) do
  -- { 'name', 'workers', 'pending', 2, 'last-delivered-id', '1526919030474-0', ... }
  local field = {}
  for i = 1, #info, 2 do field[info[i]] = info[i + 1] end
  if field.name == group then state = field end
end

-- List what was added since. A caller that was not served yet comes before all that were, in the order of their entries.
local last, seen = state['last-delivered-id'], {}
while true do
  local added = redis.call('XRANGE', queue, '(' .. last, '+', 'COUNT', 500)
  if not added[1] then break end
  for _, entry in ipairs(added) do
    local caller = ''
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'c' then caller = entry[2][i + 1] end
    end
    local ms, n = string.match(entry[1], '^(%d+)%-(%d+)$')
    redis.call('ZADD', waiting, 0, string.format('%s %15s-%20s', caller, ms, n)) -- padded, so that later entries come later
    if not seen[caller] then redis.call('ZADD', turns, 'NX', string.format('%d', ms - 2^52), caller) end
    last, seen[caller] = entry[1], true
  end
  redis.call('XGROUP', 'SETID', queue, group, last)
end

local claimed = {}
local turn = math.max(0, tonumber(redis.call('ZRANGE', turns, -1, -1, 'WITHSCORES')[2] or 0))
while #taken[2] + #claimed < most do
  local caller = redis.call('ZRANGE', turns, 0, 0)[1]
  if not caller then break end
  local first = redis.call('ZRANGEBYLEX', waiting, '[' .. caller .. ' ', '(' .. caller .. '!', 'LIMIT', 0, 1)[1]
  if not first then
    redis.call('ZREM', turns, caller) -- all others were served later: should it return, it comes first without this too
  else
    redis.call('ZREM', waiting, first)
    local id = string.gsub(string.sub(first, #caller + 2), ' ', '')
    -- The entry, if it is still in the queue and no worker has it: no claim is ever idle for so long.
    local entry = redis.call('XCLAIM', queue, group, worker, '9007199254740992', id, 'FORCE')[1]
    if entry then
      claimed[#claimed + 1] = entry
      turn = turn + 1
      redis.call('ZADD', turns, turn, caller)
    end
  end
end

if #taken[2] + #claimed < most and redis.call('XLEN', queue) > state.pending + #claimed then
  redis.call('XGROUP', 'SETID', queue, group, '0') -- entries are in no list, because a key was lost: the next claim lists all again
end
return { taken[1], taken[2], claimed }
