-- Hands a claim back for another worker, if it is still this worker's: at the end of its caller's entries, with the fields that it had, those
-- of a newer version too.
-- KEYS: queue stream
-- ARGV: group, entry, worker, job id
-- Returns the new entry, or nil.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if not pending[1] or pending[1][2] ~= ARGV[3] then return false end
local fields = { 'j', ARGV[4], 'again', '1' }
local held = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
for i = 1, held and #held[2] or 0, 2 do
  local name = held[2][i]
  if name ~= 'j' and name ~= 'again' then
    fields[#fields + 1], fields[#fields + 2] = name, held[2][i + 1]
  end
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
return redis.call('XADD', KEYS[1], '*', unpack(fields))
