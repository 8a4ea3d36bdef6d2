using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Watches a job to its end as its kind defines, over one or more connections, and records what it saw.</summary>
internal sealed class Watcher(WatcherPlan plan, ChaosJob job, ChaosApis apis)
{
    /// <summary>A connection that is silent for several heartbeats is dead, even if the socket is open.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(plan.Seed);

    public WatchHistory History { get; private set; } = new("", EventId.None);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(plan.After, cancellationToken);
        var start = plan.Kind == WatcherKind.Resuming ? await job.SomeSeenAsync(_random, cancellationToken) : EventId.None;
        History = new WatchHistory($"{plan.Number} ({plan.Kind}, from {start})", start);
        while (!History.Ended && !History.Gone)
        {
            try
            {
                await (plan.Kind == WatcherKind.Paging ? ReadPageAsync(cancellationToken) : ReadStreamAsync(cancellationToken));
            }
            catch (Exception e) when (ChaosApis.IsBroken(e) && !cancellationToken.IsCancellationRequested)
            {
                // The connection was cut, is dead or hangs: the watcher reconnects, perhaps to another Api.
            }

            if (!History.Ended)
            {
                await Task.Delay(_random.Next(20, 400), cancellationToken);
            }
        }
    }

    private async Task ReadStreamAsync(CancellationToken cancellationToken)
    {
        bool slow = plan.Kind == WatcherKind.Slow;
        bool shared = plan.Kind == WatcherKind.Sharing;
        bool snapshot = plan.Kind == WatcherKind.FromSnapshot && History.Cursor.IsNone;
        using var request = new HttpRequestMessage(HttpMethod.Get, shared
            ? $"/api/streams?job={job.Id:D}:{History.Cursor}{string.Concat(job.SomeOthers(_random).Select(other => $"&job={other:D}"))}"
            : $"/api/jobs/{job.Id:D}/stream{(snapshot ? "?from=snapshot" : "")}");
        if (!shared && !History.Cursor.IsNone)
        {
            request.Headers.Add("Last-Event-ID", History.Cursor.ToString());
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Silence);
        using var response = await apis[_random.Next(apis.Count), slow].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        History.Connections++;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            Note(response.StatusCode);
            return;
        }

        // Counted in bytes, so a cut can be inside a frame. The count grows each time, or a longer event would never arrive.
        int cutAfter = plan.Kind == WatcherKind.Cutting ? _random.Next(1, 4000 * History.Connections) : int.MaxValue;
        var frames = new FrameReader(History, shared ? job.Id : null);
        byte[] buffer = new byte[slow ? 200 : 8 * 1024];
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        while (cutAfter > 0)
        {
            patience.CancelAfter(Silence);
            int read = await body.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, cutAfter)), patience.Token);
            if (read == 0)
            {
                frames.End();
                break;
            }

            cutAfter -= read;
            foreach (var frame in frames.Read(buffer.AsSpan(0, read)))
            {
                See(frame);
            }

            if (shared && (IsDone() || History.Gone))
            {
                break; // the other jobs go on
            }

            if (slow)
            {
                await Task.Delay(_random.Next(5, 30), cancellationToken);
            }
        }

        // A browser reconnects after the last event too, and gets the answer that no event follows. Half of the watchers do this.
        History.Ended = IsDone() && (shared || _random.Next(2) == 0);
    }

    private async Task ReadPageAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Silence);
        string path = $"/api/jobs/{job.Id:D}/events?wait=2&limit={_random.Next(1, 40)}{(History.Cursor.IsNone ? "" : $"&after={History.Cursor}")}";
        using var response = await apis[_random.Next(apis.Count)].GetAsync(path, patience.Token);
        History.Connections++;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable) // a page may get this answer
            {
                Note(response.StatusCode);
            }

            return;
        }

        byte[] page = await response.Content.ReadAsByteArrayAsync(patience.Token);
        using var json = JsonDocument.Parse(page);
        foreach (var e in json.RootElement.GetProperty("events").EnumerateArray())
        {
            var id = new EventId(e.GetProperty("attempt").GetInt32(), e.GetProperty("seq").GetInt64());
            See(new Sight(SightKind.Event, id, e.GetProperty("type").GetString()!, Encoding.UTF8.GetBytes(e.GetRawText()), Stopwatch.GetTimestamp()));
        }

        History.Ended = IsDone();
    }

    private void Note(HttpStatusCode status)
    {
        switch (status)
        {
            case HttpStatusCode.NoContent when plan.Kind != WatcherKind.Paging:
                History.Ended = true;
                break;
            case HttpStatusCode.NotFound:
                History.Gone = true;
                break;
            default:
                History.Faults.Add($"was answered with {(int)status} at {History.Cursor}");
                break;
        }
    }

    private void See(Sight sight)
    {
        History.Sights.Add(sight);
        if (sight.Kind == SightKind.Event)
        {
            job.Saw(sight.Id, sight.Name == EventTypes.Done);
        }
    }

    private bool IsDone() => History.Sights.Count > 0 && History.Sights[^1].Name == EventTypes.Done;
}
