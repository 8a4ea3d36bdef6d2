using System.Runtime.InteropServices;
using AspireStreaming.AppHost.Local;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(LocalHostOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
var handlers = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true; // we end by ourselves, after the children
    stop.Cancel();
}));

try
{
    var options = LocalHostOptions.Parse(args, Environment.GetEnvironmentVariable) with { Log = LogOutput.Terminal };
    if (options.RedisConnectionString is null && LocalRedis.Server is null)
    {
        await EmbeddedHost.RunAsync(options, stop.Token);
        return 0;
    }

    await using var host = await LocalHost.StartAsync(options, stop.Token);
    options.Log.Say($"ready: {host.ApiUrls[0]}");
    await Task.Delay(Timeout.Infinite, stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (LocalHostException error)
{
    await Console.Error.WriteLineAsync($"AppHost: {error.Message}");
    return 1;
}
finally
{
    foreach (var handler in handlers)
        handler.Dispose();
}
