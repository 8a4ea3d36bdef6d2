-- Creates a job with the first part of its log.
-- KEYS: job hash, events stream, input hash
-- ARGV: nonce, PUBLISH or SPUBLISH, channel, pairs of job fields (count, k, v ...), trace context of the last event or '',
--       events (count, id, type, data, scope ...), checkpoints (count, scope, data ...), input fields (count, k, v ...)
-- Returns the creation time when this call or an earlier try of it created the job; nothing when the id is another caller's
-- or a deleted job's.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'nonce') == ARGV[1] and redis.call('HGET', KEYS[1], 'created')
end

local at = 4
local function take() at = at + 1; return ARGV[at - 1] end

redis.call('HSET', KEYS[1], 'nonce', ARGV[1])
for _ = 1, tonumber(take()) do
  local field = take()
  redis.call('HSET', KEYS[1], field, take())
end

local message = {}
local trace, count = take(), tonumber(take())
for i = 1, count do
  local id, type, data, scope = take(), take(), take(), take()
  local fields = { 't', type, 'd', data }
  local head = id .. ' ' .. type .. ' ' .. #data
  if scope ~= '' then
    fields[#fields + 1], fields[#fields + 2] = 's', scope
  end
  if i == count and trace ~= '' then
    fields[#fields + 1], fields[#fields + 2] = 'tp', trace
    head = head .. ' ' .. trace
  end
  redis.call('XADD', KEYS[2], id, unpack(fields))
  message[i] = head .. '\n' .. data
end

for _ = 1, tonumber(take()) do
  local scope = take()
  redis.call('HSET', KEYS[1], 'cp:' .. scope, take())
end

for _ = 1, tonumber(take()) do
  local field = take()
  redis.call('HSET', KEYS[3], field, take())
end

redis.call(ARGV[2], ARGV[3], table.concat(message))
return redis.call('HGET', KEYS[1], 'created')
