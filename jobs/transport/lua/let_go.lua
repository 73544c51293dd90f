-- Give back everything that stands under a worker's name: it has died, left, or starts anew.
-- KEYS: the worker's executions, its in-flight list, present set. ARGV: prefix, worker, all queues.
local prefix, worker = ARGV[1], ARGV[2]
local entries = redis.call('SMEMBERS', KEYS[1])
for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do entries[#entries + 1] = id .. ':' .. worker end
for _, entry in ipairs(entries) do
  local id = string.sub(entry, 1, -(#worker + 2))
  for i = 3, #ARGV do redis.call('ZREM', prefix .. ':wip:' .. ARGV[i], entry) end
  redis.call('UNLINK', prefix .. ':execution:' .. entry)
  if redis.call('SISMEMBER', KEYS[3], id) == 0 then redis.call('UNLINK', prefix .. ':job:' .. id) end
end
redis.call('UNLINK', KEYS[1], KEYS[2])
return #entries
