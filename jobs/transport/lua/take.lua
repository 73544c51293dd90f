-- Give back the last job, then take the first id of the first queue that has one.
-- KEYS: epoch, in-flight list, present set, RQ's suspension flag, RQ's worker hash.
-- ARGV: prefix, worker, time (ISO 8601), time (unix), id to give back ('' for none), its queue, queues in order.
-- Returns 'cold' when Redis was emptied, 'none', or {queue, id}.
local prefix, worker, now, unix, done, done_queue = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if done ~= '' then
  redis.call('LREM', KEYS[2], 0, done)
  redis.call('ZREM', prefix .. ':wip:' .. done_queue, done .. ':' .. worker)
  if redis.call('SISMEMBER', KEYS[3], done) == 0 then redis.call('UNLINK', prefix .. ':job:' .. done) end
end
local function worker_is(state)
  -- Never create the hash: a late write would leave a ghost worker that does not expire.
  if redis.call('EXISTS', KEYS[5]) == 1 then redis.call('HSET', KEYS[5], 'state', state) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 'cold' end
if redis.call('EXISTS', KEYS[4]) == 0 then
  for i = 7, #ARGV do
    local id = redis.call('LMOVE', prefix .. ':queue:' .. ARGV[i], KEYS[2], 'LEFT', 'RIGHT')
    if id then
      redis.call('SREM', KEYS[3], id)
      redis.call('HSET', prefix .. ':job:' .. id, 'status', 'started', 'started_at', now, 'worker_name', worker)
      -- Far in the future: RQ's own cleaning must never judge our jobs; the reconciler removes what is stale.
      redis.call('ZADD', prefix .. ':wip:' .. ARGV[i], unix + 315360000, id .. ':' .. worker)
      worker_is('busy')
      return {ARGV[i], id}
    end
  end
end
if done ~= '' then worker_is('idle') end
return 'none'
