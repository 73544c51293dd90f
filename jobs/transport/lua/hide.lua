-- Take one entry out of RQ's view of running jobs.
-- KEYS: RQ's registry of running jobs, the execution's hash, the job's hash, the worker's executions, present set.
-- ARGV: entry, job id.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('SREM', KEYS[4], ARGV[1])
redis.call('UNLINK', KEYS[2])
-- Neither in a list nor running elsewhere: its hash would stay for ever.
if redis.call('SISMEMBER', KEYS[5], ARGV[2]) == 0 then redis.call('UNLINK', KEYS[3]) end
