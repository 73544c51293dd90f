-- Show what a worker runs, also after Redis was emptied in the middle of it.
-- KEYS: RQ's registry of running jobs, the execution's hash, the job's hash, the worker's executions.
-- ARGV: entry, worker, job id, queue, time (ISO 8601), time (unix), seconds that the worker's keys live.
local entry, worker, id, unix = ARGV[1], ARGV[2], ARGV[3], ARGV[6]
redis.call('ZADD', KEYS[1], unix + 315360000, entry)
redis.call('HSETNX', KEYS[2], 'created_at', unix)
redis.call('HSET', KEYS[2], 'job_id', id, 'last_heartbeat', unix, 'worker_name', worker)
redis.call('SADD', KEYS[4], entry)
redis.call('EXPIRE', KEYS[4], ARGV[7])
if redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('HSET', KEYS[3],
    'data', '["jobs.transport.job.run_by_signalbox", null, ["' .. id .. '"], {}]',
    'origin', ARGV[4], 'description', 'Signalbox job ' .. id, 'created_at', ARGV[5], 'enqueued_at', ARGV[5],
    'status', 'started', 'started_at', ARGV[5], 'worker_name', worker)
end
