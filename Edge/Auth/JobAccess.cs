using System.Security.Claims;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Auth;

/// <summary>The jobs as one caller sees them: for everybody but their owner and operators they don't exist.</summary>
public sealed class JobAccess
{
    /// <summary>The claim with the caller's name within its tenant.</summary>
    public const string SubjectClaim = "sub";

    private readonly IJobStore _store;
    private readonly JobReads _reads;
    private readonly StreamTickets? _tickets;
    private readonly TimeProvider _time;
    private readonly bool _open;
    private readonly string _tenantClaim;

    /// <param name="tickets">Null when callers are not told apart.</param>
    internal JobAccess(IJobStore store, IOptions<AuthOptions> options, StreamTickets? tickets, TimeProvider time)
    {
        (_store, _reads, _tickets, _time) = (store, new JobReads(store.GetAsync), tickets, time);
        (_open, _tenantClaim) = (options.Value.Mode == AuthMode.None, options.Value.TenantClaim);
    }

    /// <summary>The owner of jobs that the caller starts; null when callers are not told apart.</summary>
    public JobOwner? OwnerOf(ClaimsPrincipal caller) => !_open && caller.FindFirst(SubjectClaim) is { } subject
        ? new JobOwner(caller.FindFirst(_tenantClaim)?.Value, subject.Value)
        : null;

    public JobViewer ViewerOf(ClaimsPrincipal caller) => _open || caller.HasScope(Scopes.Ops) ? JobViewer.All : new JobViewer(OwnerOf(caller), Capabilities: (caller.Identity as CapabilityIdentity)?.Capabilities);

    /// <summary>Whether the caller may start jobs: some GETs start one.</summary>
    public bool MayStart(ClaimsPrincipal caller) => _open || caller.HasScope(Scopes.Start);

    /// <summary>Whether the caller may end jobs that it may see.</summary>
    public bool MayControl(ClaimsPrincipal caller) => _open || caller.HasScope(Scopes.Control) || caller.HasScope(Scopes.Ops);

    /// <summary>A job, or null when there is none that the caller may see.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<JobRecord?> FindAsync(ClaimsPrincipal caller, Guid jobId, CancellationToken cancellationToken) =>
        await _reads.ReadAsync(jobId, cancellationToken) is { } job && ViewerOf(caller).MaySee(job) ? job : null;

    /// <summary>The jobs that the caller may see, newest first.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<JobPage> ListAsync(ClaimsPrincipal caller, JobPageCursor? before, int limit, CancellationToken cancellationToken) => ViewerOf(caller) switch
    {
        { SeesAll: true } => await _store.ListAsync(before, limit, cancellationToken),
        { Owner: { } owner } => await _store.ListAsync(owner, before, limit, cancellationToken),
        _ => new JobPage([], null),
    };

    /// <summary>The caller's right to a stream of a job that it may see.</summary>
    /// <returns>Null for a right without an end.</returns>
    internal StreamAccess? AccessTo(HttpContext http, Guid jobId)
    {
        if (_tickets is null)
        {
            return null;
        }

        if (http.User.Identity is CapabilityIdentity held)
        {
            var capability = held.Capabilities.Where(c => c.JobId == jobId).MaxBy(c => c.Revocations);
            return new StreamAccess(jobId, capability.Revocations, capability.Expires, _tickets, _time);
        }

        return ExpiryOf(http) is { } expires ? new StreamAccess(jobId, null, expires, _tickets, _time) : null;
    }

    /// <summary>When the caller's token expires; null for a caller without one.</summary>
    internal static DateTimeOffset? ExpiryOf(HttpContext http) =>
        http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
}

/// <summary>Whose jobs a caller sees. Small, for streams that keep it.</summary>
/// <param name="Owner">The caller as an owner of jobs; null for one that owns none.</param>
/// <param name="Capabilities">The rights to read single jobs.</param>
/// <param name="SeesAll">An operator, or a system that does not tell callers apart.</param>
public sealed record JobViewer(JobOwner? Owner, bool SeesAll = false, IReadOnlyList<Capability>? Capabilities = null)
{
    public static readonly JobViewer All = new(null, SeesAll: true);

    public bool MaySee(JobRecord job) =>
        SeesAll || (Owner is not null && Owner.Equals(job.Owner))
        || Capabilities?.Any(capability => capability.JobId == job.JobId && capability.Revocations == job.Revocations) is true;
}
