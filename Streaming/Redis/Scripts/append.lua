-- Adds events of one job or of several, with the checkpoints and the status that belong to them: all or nothing for each job,
-- independent of the others.
-- KEYS: for each job: job hash, events stream, input hash
-- ARGV: now in ms, most events, PUBLISH or SPUBLISH, and for each job: how many arguments it has, attempt, expected seq, digest, channel,
--       status or '', retention in ms or 0, trace context of the append's span or '', events (count, type, data, scope ...),
--       checkpoints (count, scope, data ...)
-- Returns for each job { outcome, cancel requested }, or { -1, error }; outcomes are the numbers of AppendOutcome:
--   0 appended (now or before), 1 fenced, 2 conflict, 3 ended, 4 gone, 5 full
local now, most, publish = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local at = 4
local function take() at = at + 1; return ARGV[at - 1] end

local function append(hash, stream, input)
  local attempt, expected, digest, channel, status, retention, trace, count =
    take(), take(), take(), take(), take(), take(), take(), tonumber(take())
  local seq = tonumber(expected)
  local job = redis.call('HMGET', hash, 'attempt', 'seq', 'digest', 'status', 'cancel')
  local cancel = job[5] and 1 or 0
  if not job[1] then return { 4, 0 } end

  if job[1] ~= attempt then return { 1, cancel } end
  if tonumber(job[2]) == seq + count and job[3] == digest then return { 0, cancel } end
  if job[4] == 'completed' or job[4] == 'failed' or job[4] == 'canceled' then return { 3, cancel } end
  if tonumber(job[2]) ~= seq then return { 2, cancel } end

  local terminal = tonumber(retention) > 0
  if not terminal and seq + count > most then return { 5, cancel } end

  local message = {}
  for i = 1, count do
    local id = attempt .. '-' .. string.format('%d', seq + i)
    local type, data, scope = take(), take(), take()
    if i == count and trace ~= '' then
      if scope == '' then
        redis.call('XADD', stream, id, 't', type, 'd', data, 'tp', trace)
      else
        redis.call('XADD', stream, id, 't', type, 'd', data, 's', scope, 'tp', trace)
      end
      message[i] = id .. ' ' .. type .. ' ' .. #data .. ' ' .. trace .. '\n' .. data
    else
      if scope == '' then
        redis.call('XADD', stream, id, 't', type, 'd', data)
      else
        redis.call('XADD', stream, id, 't', type, 'd', data, 's', scope)
      end
      message[i] = id .. ' ' .. type .. ' ' .. #data .. '\n' .. data
    end
  end

  redis.call('HSET', hash, 'seq', string.format('%d', seq + count), 'last', attempt, 'digest', digest)

  local checkpoints = tonumber(take())
  for _ = 1, checkpoints do
    local scope = take()
    redis.call('HSET', hash, 'cp:' .. scope, take())
  end
  if checkpoints > 0 then redis.call('HSET', hash, 'crashes', '0') end

  if status ~= '' then
    redis.call('HSET', hash, 'status', status)
    if status == 'running' then redis.call('HSETNX', hash, 'started', now) end
  end
  if terminal then
    redis.call('HSET', hash, 'ended', now)
    for _, key in ipairs({ hash, stream, input }) do redis.call('PEXPIRE', key, retention) end
  end

  redis.call(publish, channel, table.concat(message))
  return { 0, cancel }
end

local replies = {}
for i = 1, #KEYS, 3 do
  local after = tonumber(take()) + at
  local ran, reply = pcall(append, KEYS[i], KEYS[i + 1], KEYS[i + 2])
  replies[#replies + 1] = ran and reply or { -1, type(reply) == 'table' and reply.err or tostring(reply) }
  at = after
end
return replies
