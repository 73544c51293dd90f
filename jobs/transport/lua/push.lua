-- Append committed job ids to their queues, each only if it does not stand in one already.
-- KEYS: present set, RQ's set of queues. ARGV: prefix, time (ISO 8601), then pairs of queue name and job id.
local prefix, now, appended = ARGV[1], ARGV[2], 0
for i = 3, #ARGV, 2 do
  local name, id = ARGV[i], ARGV[i + 1]
  if redis.call('SADD', KEYS[1], id) == 1 then
    local list = prefix .. ':queue:' .. name
    -- RQ's pages drop ids whose hash is missing, so hash and id are written together.
    redis.call('HSET', prefix .. ':job:' .. id,
      'data', '["jobs.transport.job.run_by_signalbox", null, ["' .. id .. '"], {}]',
      'origin', name, 'description', 'Signalbox job ' .. id,
      'created_at', now, 'enqueued_at', now, 'status', 'queued')
    redis.call('RPUSH', list, id)
    redis.call('SADD', KEYS[2], list)
    local wake = prefix .. ':sb:wake:' .. name
    if redis.call('LLEN', wake) < 16 then redis.call('RPUSH', wake, '1') end
    appended = appended + 1
  end
end
return appended
