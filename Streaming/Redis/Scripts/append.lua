-- Adds events, with the checkpoints and the status that belong to them: all or nothing.
-- KEYS: job hash, events stream, input hash
-- ARGV: attempt, expected seq, digest, channel, status or '', now in ms, retention in ms or 0, most events,
--       events (count, type, data, scope ...), checkpoints (count, scope, data ...)
-- Returns { outcome, cancel requested }; outcomes are the numbers of AppendOutcome:
--   0 appended (or it was already), 1 fenced, 2 conflict, 3 ended, 4 gone, 5 full
local job = redis.call('HMGET', KEYS[1], 'attempt', 'seq', 'digest', 'status', 'cancel')
local cancel = job[5] and 1 or 0
if not job[1] then return { 4, 0 } end

local attempt, seq, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[9])
if tonumber(job[1]) ~= attempt then return { 1, cancel } end
if tonumber(job[2]) == seq + count and job[3] == ARGV[3] then return { 0, cancel } end
if job[4] == 'completed' or job[4] == 'failed' or job[4] == 'canceled' then return { 3, cancel } end
if tonumber(job[2]) ~= seq then return { 2, cancel } end

local terminal = tonumber(ARGV[7]) > 0
if not terminal and seq + count > tonumber(ARGV[8]) then return { 5, cancel } end

local at = 10
local function take() at = at + 1; return ARGV[at - 1] end

local message = {}
for i = 1, count do
  local id = attempt .. '-' .. string.format('%d', seq + i)
  local type, data, scope = take(), take(), take()
  if scope == '' then
    redis.call('XADD', KEYS[2], id, 't', type, 'd', data)
  else
    redis.call('XADD', KEYS[2], id, 't', type, 'd', data, 's', scope)
  end
  message[i] = id .. ' ' .. type .. ' ' .. #data .. '\n' .. data
end

redis.call('HSET', KEYS[1], 'seq', string.format('%d', seq + count), 'last', ARGV[1], 'digest', ARGV[3])

local checkpoints = tonumber(take())
for _ = 1, checkpoints do
  local scope = take()
  redis.call('HSET', KEYS[1], 'cp:' .. scope, take())
end
if checkpoints > 0 then redis.call('HSET', KEYS[1], 'crashes', '0') end

if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'status', ARGV[5])
  if ARGV[5] == 'running' then redis.call('HSETNX', KEYS[1], 'started', ARGV[6]) end
end
if terminal then
  redis.call('HSET', KEYS[1], 'ended', ARGV[6])
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[7]) end
end

redis.call('PUBLISH', ARGV[4], table.concat(message))
return { 0, cancel }
