using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Documents;

/// <summary>Section <c>Fetch</c>: the limits and the allowed hosts of a posting that is fetched by its URL.</summary>
public sealed class FetchOptions
{
    public const string Section = "Fetch";

    /// <summary>Allows URLs of private hosts. Off by default, because a client's URL would read this machine's network.</summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>Wall time for the whole fetch, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of the answer, decompressed.</summary>
    [Range(1, 1L << 30)]
    public long MaxBytes { get; set; } = 8 << 20;

    /// <summary>Redirects that are followed.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>The header <c>User-Agent</c> of the request.</summary>
    [Required]
    public string UserAgent { get; set; } = "AspireStreaming/1.0";
}
