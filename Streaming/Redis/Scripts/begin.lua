-- Raises the fence for a new attempt.
-- KEYS: job hash
-- ARGV: status that the job must have or '', attempt that must be the last or ''
-- Returns nil when there is nothing to run, else
--   { pipeline, attempt, seq, digest, crashes, interrupted, cancel reason, traceparent, created, trace context of the last attempt,
--     subject, tenant }
local job = redis.call('HMGET', KEYS[1], 'status', 'attempt', 'seq', 'digest', 'crashes', 'pipeline', 'cancel', 'traceparent', 'created', 'span', 'subject', 'tenant')
local status = job[1]
if not status or not job[2] or status == 'completed' or status == 'failed' or status == 'canceled' then return false end
if ARGV[1] ~= '' and status ~= ARGV[1] then return false end
if ARGV[2] ~= '' and job[2] ~= ARGV[2] then return false end

local interrupted = ARGV[2] == '' and status ~= 'queued'
local attempt = string.format('%d', tonumber(job[2]) + 1)
local crashes = tonumber(job[5] or '0')
if interrupted then crashes = crashes + 1 elseif status == 'queued' then crashes = 0 end -- handed back: the row is broken
crashes = string.format('%d', crashes)
redis.call('HSET', KEYS[1], 'attempt', attempt, 'status', 'running', 'crashes', crashes)
return { job[6], attempt, job[3], job[4], crashes, interrupted and '1' or '0', job[7] or '', job[8] or '', job[9], job[10] or '', job[11], job[12] }
