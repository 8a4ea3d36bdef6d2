-- Reads which servers of a cluster have which slots. In a script, because the client library keeps CLUSTER for connections in admin mode.
-- Returns { first slot, last slot, { host, port of the master, ... }, { host, port of a replica, ... } ... } for each range.
return redis.call('CLUSTER', 'SLOTS')
