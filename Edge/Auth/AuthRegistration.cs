using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Edge.Auth;

/// <summary>Authentication and the policies of the endpoints.</summary>
internal static class AuthRegistration
{
    /// <summary>The scheme that takes the one that fits the request.</summary>
    private const string CallerScheme = "Caller";

    /// <summary>Tokens of an authority whose clock is behind are accepted for this long.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static void AddAuth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<AuthOptions>(AuthOptions.Section);
        builder.Services.AddSingleton(services => new JobAccess(
            services.GetRequiredService<IJobStore>(), services.GetRequiredService<IOptions<AuthOptions>>(), services.GetService<StreamTickets>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new JobUrls(
            services.GetService<Capabilities>(), services.GetRequiredService<IOptions<ApiOptions>>().Value.TraceUrl));
        builder.Services.AddSingleton<INodeCommand, RenewCommand>();
        builder.Services.AddSingleton<INodeCommand, RevokeCommand>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemResultHandler>();
        _ = Enum.TryParse(builder.Configuration[$"{AuthOptions.Section}:{nameof(AuthOptions.Mode)}"], ignoreCase: true, out AuthMode mode); // the check of the options reports a wrong one
        builder.Services.AddAuthorization(options =>
        {
            foreach (string scope in Scopes.All)
            {
                Add(scope, new ScopeRequirement(scope));
            }

            Add(Scopes.Watch, new ScopeRequirement(Scopes.Read, orCapability: true));

            void Add(string name, IAuthorizationRequirement requirement) =>
                options.AddPolicy(name, policy => policy.AddRequirements(mode == AuthMode.None ? new AnyoneRequirement() : requirement));
        });
        if (mode != AuthMode.None)
        {
            builder.AddCapabilities(mode == AuthMode.ApiKey ? ApiKeyHandler.SchemeName : JwtBearerDefaults.AuthenticationScheme);
        }

        switch (mode)
        {
            case AuthMode.ApiKey:
                builder.Services.AddSingleton<ApiKeys>();
                builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
                break;
            case AuthMode.Jwt:
                builder.Services.AddAuthentication().AddJwtBearer();
                builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<AuthOptions>>((jwt, auth) =>
                {
                    (jwt.Authority, jwt.Audience, jwt.RequireHttpsMetadata) = (auth.Value.Authority, auth.Value.Audience, auth.Value.RequireHttps);
                    jwt.MapInboundClaims = false;
                    jwt.TokenValidationParameters.NameClaimType = JobAccess.SubjectClaim;
                    jwt.TokenValidationParameters.ClockSkew = ClockSkew;
                });
                break;
        }
    }

    /// <summary>Tells callers apart, unless the mode is none.</summary>
    public static void UseAuth(this WebApplication app)
    {
        if (app.Services.GetService<IAuthenticationSchemeProvider>() is not null)
        {
            app.UseAuthentication();
        }

        app.UseAuthorization();
    }

    /// <param name="credentials">The scheme of requests with a header.</param>
    private static void AddCapabilities(this IHostApplicationBuilder builder, string credentials)
    {
        builder.Services.AddAuthentication(CallerScheme)
            .AddScheme<AuthenticationSchemeOptions, CapabilityHandler>(CapabilityHandler.SchemeName, null)
            .AddPolicyScheme(CallerScheme, null, scheme => scheme.ForwardDefaultSelector = http =>
                http.Request.Headers.Authorization.Count == 0 && CapabilityHandler.Applies(http.Request) ? CapabilityHandler.SchemeName : credentials);
        builder.Services.AddSingleton<Capabilities>();
        builder.Services.AddSingleton<StreamTickets>();
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning); // its line for each request has the query, and so the capability

        // All nodes read the capabilities of each other. Data Protection makes new keys in time, and keeps the old ones.
        if (builder.Services.Any(service => service.ServiceType == typeof(IConnectionMultiplexer)))
        {
            builder.Services.AddKeyRing();
        }
        else
        {
            builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider(); // for one process, as the embedded store
        }
    }

    /// <summary>Met by everybody.</summary>
    private sealed class AnyoneRequirement : AuthorizationHandler<AnyoneRequirement>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AnyoneRequirement requirement)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
