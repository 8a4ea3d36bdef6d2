using AspireStreaming.AppHost;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var settings = Settings.Read(args, builder);

    var redis = builder.AddRedisLog("redis", settings.DataDirectory).WithRestart();

    var worker = builder.AddProject<Projects.Worker>("worker", launchProfileName: null)
        .WithHttpEndpoint()
        .WithHealthReport("/health")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithReference(redis).WaitFor(redis)
        .WithReplicas(settings.WorkerReplicas)
        .WithRestart();

    // A key that is not set must not block the start: Aspire asks for the value of each parameter.
    if (!string.IsNullOrEmpty(builder.Configuration["Ai:ApiKey"]))
    {
        worker.WithEnvironment("Ai__ApiKey", builder.AddParameterFromConfiguration("ai-api-key", "Ai:ApiKey", secret: true));
    }

    // One resource per replica, not WithReplicas: each replica keeps a port that a client can choose (API_PORT + k). The port is its own: a proxy
    // of Aspire would take connections while the process is away and leave them without an answer, and all callers would have its address.
    for (int replica = 0; replica < settings.ApiReplicas; replica++)
    {
        int port = settings.ApiPort + replica;
        var api = builder.AddProject<Projects.Api>(replica == 0 ? "api" : $"api-{replica}", launchProfileName: null)
            .WithHttpEndpoint(port: port, isProxied: false)
            .WithEndpoint("http", endpoint => endpoint.TargetHost = settings.ApiHost)
            .WithExternalHttpEndpoints()
            .WithHealthReport("/health")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Page")
            .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "API reference" })
            .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/ops", DisplayText = "Operations" })
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithReference(redis).WaitFor(redis)
            .WithRestart();
        foreach (var (name, value) in settings.Auth)
        {
            api.WithEnvironment(name, value);
        }

        if (settings.TraceUrl is { } traceUrl)
        {
            api.WithEnvironment("Api__TraceUrl", traceUrl);
        }

        settings.Operator?.AddTo(api, settings.AuthMode == "apikey");

        // A page of one replica may go on at another one.
        foreach (int other in Enumerable.Range(0, settings.ApiReplicas).Where(other => other != replica))
        {
            string origin = $"http://localhost:{settings.ApiPort + other}";
            api.WithEnvironment($"Api__AllowedOrigins__replica{other}", origin);
        }

        if (replica == 0)
        {
            api.WithReadyLine($"http://localhost:{port}").WithJobCommands();
            worker.WithWorkerCommands(api);
        }
    }

    builder.AddDashboardLine();
    await builder.Build().RunAsync();
    return 0;
}
catch (DistributedApplicationException error)
{
    await Console.Error.WriteLineAsync($"AppHost: {error.Message}");
    return 1;
}
