using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Where the keys of the system are: in the directory that the options name, else in Redis itself.</summary>
internal sealed class RedisKeyRing(IOptions<StreamingOptions> options, RedisKeys keys, IConnectionMultiplexer redis, ILoggerFactory loggers)
    : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions management) => management.XmlRepository = options.Value.KeyRing is { Length: > 0 } directory
        ? new FileSystemXmlRepository(Directory.CreateDirectory(directory), loggers)
        : new RedisXmlRepository(() => redis.GetDatabase(), keys.KeyRing);
}
