using System.Text;
using AspireStreaming.Client;
using AspireStreaming.Client.Agents;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>A reader of a job's texts who is cut off after every piece ends with the texts of the job, each once.</summary>
public sealed class JobTextsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATextIsHandedOutOnceWhereverItsReaderIsCutOff(bool settled)
    {
        int retracted = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            var log = RandomLog.Create(seed);
            var last = log.Events[^1].Id;
            List<JobEvent> events =
                [.. log.Events, EventEncoder.Encode(log.JobId, new EventId(last.Attempt, last.Seq + 1), DateTimeOffset.UnixEpoch, new DoneEvent(JobStatus.Completed))];
            var expected = SnapshotReducer.Fold(log.JobId, events).Texts;
            var read = new Dictionary<string, StringBuilder>();
            var texts = new JobTexts(log.JobId, settled);
            int next = 0;
            while (next < events.Count)
            {
                texts.Apply(new JobLogEvent(default, events[next], EventEncoder.Decode(events[next])));
                next++;

                // After each piece another reader goes on, who knows the place alone.
                for (bool any = true; any;)
                {
                    any = false;
                    foreach (var piece in texts.News())
                    {
                        any = true;
                        retracted += piece.Retracts is { } message && read.Remove(message) ? 1 : 0;
                        (read.TryGetValue(piece.MessageId, out var text) ? text : read[piece.MessageId] = new StringBuilder()).Append(piece.Text);
                        break;
                    }

                    var place = JobPlace.Of(texts.Place.ToToken());
                    texts = new JobTexts(log.JobId, settled);
                    texts.Restore(SnapshotReducer.Fold(log.JobId, events.Take(next)), place);
                }
            }

            Assert.Equal(
                expected.Select(text => text.Text).Order(StringComparer.Ordinal),
                read.Values.Select(text => text.ToString()).Where(text => text.Length > 0).Order(StringComparer.Ordinal));
        }

        Assert.True(retracted > 4, $"{retracted} texts were taken back");
    }
}
