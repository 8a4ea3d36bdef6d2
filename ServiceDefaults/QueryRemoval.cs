using System.Diagnostics;
using OpenTelemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>Removes the query of a URL from spans: a client that can't send headers sends its token there.</summary>
internal sealed class QueryRemoval : BaseProcessor<Activity>
{
    private const string Query = "url.query";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Query) is not null)
        {
            data.SetTag(Query, null);
        }
    }
}
