using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Upgrade;

/// <summary>An Api or a worker that is replaced by one of another version, on the same port.</summary>
/// <param name="name">As in <c>api-0</c>.</param>
/// <param name="variables">Its settings, without its address.</param>
/// <param name="log">Gets its output. Several threads write to it.</param>
internal sealed class VersionedProcess(string name, bool isWorker, IReadOnlyDictionary<string, string> variables, TextWriter log) : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(4); // a machine that does other things too starts a process slowly

    private readonly int _port = FreePort.Next();
    private ServerProcess? _process;

    public string Name => name;

    public string Url => $"http://127.0.0.1:{_port}";

    public ProgramVersion? Version { get; private set; }

    /// <summary>It did not end by itself.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it, or stops it with SIGTERM and starts it in the other version. Ends when it is healthy.</summary>
    /// <exception cref="InvalidOperationException">The old one did not end in good order.</exception>
    /// <exception cref="TimeoutException">The new one is not healthy after four minutes.</exception>
    public async Task RunAsync(ProgramVersion version, CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            await StopAsync();
        }

        Version = version;
        string assembly = isWorker ? version.Worker : version.Api;
        _process = new ServerProcess(
            Executable.DotNet,
            ["exec", assembly, "--contentRoot", Path.GetDirectoryName(assembly)!],
            new Dictionary<string, string>(variables) { ["ASPNETCORE_URLS"] = Url },
            line => log.WriteLine($"{name} | {line}"));
        _process.Start();
        try
        {
            await WaitHealthyAsync(cancellationToken).WaitAsync(StartTimeout, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{name} of {version.Name} is not healthy after {StartTimeout.TotalMinutes} minutes", e);
        }
    }

    public async ValueTask DisposeAsync() => await (_process?.DisposeAsync() ?? default);

    private async Task StopAsync()
    {
        await _process!.StopAsync();
        int code = _process.ExitCode;
        await _process.DisposeAsync();
        if (code != 0)
        {
            throw new InvalidOperationException($"{name} of {Version!.Name} ended with exit code {code}");
        }
    }

    private async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            try
            {
                using var response = await http.GetAsync($"{Url}/health", cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }
    }
}
