-- Give back the last job, then take the first id of the first queue that has one.
-- KEYS: epoch, in-flight list, present set, RQ's suspension flag, RQ's worker hash, RQ's set of the worker's executions.
-- ARGV: prefix, worker, time (ISO 8601), time (unix), id to give back ('' for none), its queue, queues in order.
-- Returns 'cold' when Redis was emptied, 'none', or {queue, id}.
local prefix, worker, now, unix, done, done_queue = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if done ~= '' then
  local entry = done .. ':' .. worker
  redis.call('LREM', KEYS[2], 0, done)
  redis.call('ZREM', prefix .. ':wip:' .. done_queue, entry)
  redis.call('SREM', KEYS[6], entry)
  if redis.call('SISMEMBER', KEYS[3], done) == 0 then
    redis.call('UNLINK', prefix .. ':execution:' .. entry, prefix .. ':job:' .. done)
  else
    redis.call('UNLINK', prefix .. ':execution:' .. entry)
  end
end
local function worker_is(state)
  -- Never create the hash: a late write would leave a ghost worker that does not expire.
  if redis.call('EXISTS', KEYS[5]) == 1 then redis.call('HSET', KEYS[5], 'state', state) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 'cold' end
if redis.call('EXISTS', KEYS[4]) == 1 then
  worker_is('suspended')
  return 'none'
end
for i = 7, #ARGV do
  local id = redis.call('LMOVE', prefix .. ':queue:' .. ARGV[i], KEYS[2], 'LEFT', 'RIGHT')
  if id then
    local entry = id .. ':' .. worker
    redis.call('SREM', KEYS[3], id)
    redis.call('HSET', prefix .. ':job:' .. id, 'status', 'started', 'started_at', now, 'worker_name', worker)
    -- Far in the future: RQ's own cleaning must never judge our jobs; the reconciler removes what is stale.
    redis.call('ZADD', prefix .. ':wip:' .. ARGV[i], unix + 315360000, entry)
    redis.call('HSET', prefix .. ':execution:' .. entry,
      'job_id', id, 'created_at', unix, 'last_heartbeat', unix, 'worker_name', worker)
    redis.call('SADD', KEYS[6], entry)
    worker_is('busy')
    return {ARGV[i], id}
  end
end
worker_is('idle')
return 'none'
