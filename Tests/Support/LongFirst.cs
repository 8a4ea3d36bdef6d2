using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("AspireStreaming.Tests.Support.LongFirst", "Tests")]

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Starts the collections that take minutes first: otherwise one of them runs alone at the end, with a core idle. xunit hands all collections to
/// the thread pool, which starts them in no known order; here each of <c>maxParallelThreads</c> lanes takes the next one, and the last lane begins
/// with the short ones: three systems that start at a time leave too little for the others. One more lane runs the classes that wait for most of
/// their time.
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

    /// <summary>A fifth of their time, or less, is processor time: they wait until a connection is given up, or a right ends.</summary>
    private static readonly string[] Waiting =
    [
        nameof(Auth.ClientRenewalTests),
        nameof(Streaming.Redis.RedisSubscriberTests),
        nameof(Auth.CapabilityTests),
        nameof(Streaming.Redis.RedisReplicasTests),
    ];

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private static int Rank(ITestCollection collection)
    {
        int rank = Array.FindIndex(Long, name => Is(collection, name));
        return rank < 0 ? Long.Length : rank;
    }

    /// <summary>A collection has its name, "browser", or that of its only class, "Test collection for AspireStreaming.Tests.Distributed.ChaosTests".</summary>
    private static bool Is(ITestCollection collection, string name) =>
        collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal);

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
            int lanes = ExecutionOptions.DisableParallelizationOrDefault() ? 1
                : ExecutionOptions.MaxParallelThreads() is int most and > 0 ? most : Environment.ProcessorCount;
            var kinds = OrderTestCollections().OrderBy(next => Rank(next.Item1)).ToLookup(next => lanes > 1 && Array.Exists(Waiting, name => Is(next.Item1, name)));
            var busy = new LinkedList<Tuple<ITestCollection, List<IXunitTestCase>>>(kinds[false]);
            var quiet = new LinkedList<Tuple<ITestCollection, List<IXunitTestCase>>>(kinds[true]);
            var all = new RunSummary();
            var running = Enumerable.Range(1, lanes).Select(lane => Task.Run(() => RunLaneAsync(busy, fromEnd: lane > 1 && lane == lanes)));
            foreach (var one in await Task.WhenAll(running.Append(Task.Run(() => RunLaneAsync(quiet, fromEnd: false)))))
            {
                all.Aggregate(one);
            }

            return all;

            async Task<RunSummary> RunLaneAsync(LinkedList<Tuple<ITestCollection, List<IXunitTestCase>>> waiting, bool fromEnd)
            {
                var sum = new RunSummary();
                while (!cancellationTokenSource.IsCancellationRequested && Take(waiting, fromEnd) is var (collection, cases))
                {
                    sum.Aggregate(await RunTestCollectionAsync(messageBus, collection, cases, cancellationTokenSource));
                }

                return sum;
            }

            static Tuple<ITestCollection, List<IXunitTestCase>>? Take(LinkedList<Tuple<ITestCollection, List<IXunitTestCase>>> waiting, bool fromEnd)
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
