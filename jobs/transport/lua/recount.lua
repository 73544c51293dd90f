-- Make the presence marks equal to what stands in the lists, if the counts differ; returns the difference found.
-- KEYS: present set, then the lists of the queues.
local listed = 0
for i = 2, #KEYS do listed = listed + redis.call('LLEN', KEYS[i]) end
local difference = redis.call('SCARD', KEYS[1]) - listed
if difference ~= 0 then
  redis.call('UNLINK', KEYS[1])
  for i = 2, #KEYS do
    local from = 0
    while true do
      local ids = redis.call('LRANGE', KEYS[i], from, from + 999)
      if #ids == 0 then break end
      redis.call('SADD', KEYS[1], unpack(ids))
      from = from + 1000
    end
  end
end
return difference
