using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("AspireStreaming.Tests.Support.LongFirst", "Tests")]

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Starts the collections that take minutes first: otherwise one of them runs alone at the end, with a core idle. xunit hands all collections to
/// the thread pool, which starts them in no known order; here each of <c>maxParallelThreads</c> lanes takes the next one.
/// </summary>
public sealed class LongFirst(IMessageSink messages) : XunitTestFramework(messages)
{
    private static readonly string[] Long =
    [
        Browser.BrowserTests.Name,
        Distributed.SharedSystem.Name,
        Distributed.RestartedSystem.Name,
        Distributed.ShortLease.Name,
        nameof(AppHost.AppHostProcessTests),
        nameof(Distributed.ChaosTests),
        nameof(Distributed.MetricsTests),
        Tracing.TracedSystem.Name,
        Distributed.ModelSystem.Name,
    ];

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private static int Rank(ITestCollection collection)
    {
        // "browser", or of a class alone "Test collection for AspireStreaming.Tests.Distributed.ChaosTests"
        int rank = Array.FindIndex(Long, name => collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assemblyName, sources, messages)
    {
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> tests, IMessageSink messages, IMessageSink results, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, tests, messages, results, options)
    {
        protected override async Task<RunSummary> RunTestCollectionsAsync(IMessageBus messageBus, CancellationTokenSource cancellationTokenSource)
        {
            var waiting = new ConcurrentQueue<Tuple<ITestCollection, List<IXunitTestCase>>>(OrderTestCollections().OrderBy(next => Rank(next.Item1)));
            int lanes = ExecutionOptions.MaxParallelThreads() is int most and > 0 ? most : Environment.ProcessorCount;
            var all = new RunSummary();
            foreach (var one in await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(RunLaneAsync))))
            {
                all.Aggregate(one);
            }

            return all;

            async Task<RunSummary> RunLaneAsync()
            {
                var sum = new RunSummary();
                while (!cancellationTokenSource.IsCancellationRequested && waiting.TryDequeue(out var next))
                {
                    sum.Aggregate(await RunTestCollectionAsync(messageBus, next.Item1, next.Item2, cancellationTokenSource));
                }

                return sum;
            }
        }
    }
}
