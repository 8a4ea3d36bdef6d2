using Microsoft.AspNetCore.Authorization;

namespace AspireStreaming.Edge.Auth;

/// <summary>Demands a subject and a scope, or a capability. An operator may read and control without these scopes.</summary>
/// <param name="orCapability">For endpoints that look for the job among those of the capability.</param>
internal sealed class ScopeRequirement(string scope, bool orCapability = false) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public string Scope => scope;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (orCapability && context.User.Identity is CapabilityIdentity)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }

        bool may = context.User.HasScope(scope) || (scope != Scopes.Start && context.User.HasScope(Scopes.Ops));
        if (may && context.User.HasClaim(claim => claim.Type == JobAccess.SubjectClaim && claim.Value.Length > 0))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
