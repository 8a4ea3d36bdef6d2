using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("AspireStreaming.Tests.Support.LongFirst", "Tests")]

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Starts the collections that take minutes first: otherwise one of them runs alone at the end, with a core idle. xunit hands all collections to
/// the thread pool, which starts them in no known order; here each of <c>maxParallelThreads</c> lanes takes the next one, and the last lane begins
/// with the short ones: three systems that start at a time leave too little for the others.
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
            var waiting = new LinkedList<Tuple<ITestCollection, List<IXunitTestCase>>>(OrderTestCollections().OrderBy(next => Rank(next.Item1)));
            int lanes = ExecutionOptions.DisableParallelizationOrDefault() ? 1
                : ExecutionOptions.MaxParallelThreads() is int most and > 0 ? most : Environment.ProcessorCount;
            var all = new RunSummary();
            foreach (var one in await Task.WhenAll(Enumerable.Range(1, lanes).Select(lane => Task.Run(() => RunLaneAsync(fromEnd: lane > 1 && lane == lanes)))))
            {
                all.Aggregate(one);
            }

            return all;

            async Task<RunSummary> RunLaneAsync(bool fromEnd)
            {
                var sum = new RunSummary();
                while (!cancellationTokenSource.IsCancellationRequested && Take(fromEnd) is var (collection, cases))
                {
                    sum.Aggregate(await RunTestCollectionAsync(messageBus, collection, cases, cancellationTokenSource));
                }

                return sum;
            }

            Tuple<ITestCollection, List<IXunitTestCase>>? Take(bool fromEnd)
            {
                lock (waiting)
                {
                    var next = fromEnd ? waiting.Last : waiting.First;
                    if (next is not null)
                    {
                        waiting.Remove(next);
                    }

                    return next?.Value;
                }
            }
        }
    }
}
