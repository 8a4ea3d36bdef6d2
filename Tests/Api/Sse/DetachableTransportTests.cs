using System.IO.Pipelines;
using AspireStreaming.Edge.Sse;
using Microsoft.AspNetCore.Connections;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class DetachableTransportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStreamsPlaceIsFreedOnceHoweverItsConnectionEnds(bool breaks)
    {
        var place = new Place();
        var pipe = new Pipe();
        await using var connection = new DefaultConnectionContext("one", new DuplexPipe(pipe), new DuplexPipe(pipe));
        var serving = DetachableTransport.ServeAsync(
            open =>
            {
                ((DetachableTransport)open.Transport).Detach(
                    _ =>
                    {
                        place.Dispose();
                        return Task.FromResult(false);
                    },
                    place);
                return breaks ? Task.FromException(new IOException("The connection broke after the headers.")) : Task.CompletedTask;
            },
            connection);

        Assert.Equal(breaks, await Record.ExceptionAsync(() => serving) is IOException);
        Assert.Equal(1, place.Freed);
    }

    private sealed class DuplexPipe(Pipe pipe) : IDuplexPipe
    {
        public PipeReader Input => pipe.Reader;

        public PipeWriter Output => pipe.Writer;
    }

    private sealed class Place : IDisposable
    {
        public int Freed { get; private set; }

        public void Dispose() => Freed++;
    }
}
