using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>The cards of the agents: what a pipeline can do, and how it is called.</summary>
internal sealed class A2aCards(PipelineCatalog catalog, IOptions<AuthOptions> auth)
{
    /// <summary>The extension whose parameters have the input schema: the card itself has no place for it.</summary>
    private const string Extension = "urn:aspirestreaming:pipeline";

    /// <summary><c>GET /a2a/{pipeline}/.well-known/agent-card.json</c>.</summary>
    public async Task<IResult> GetAsync(string pipeline, HttpContext http)
    {
        var (descriptor, unknown) = await catalog.FindAsync(pipeline, "pipeline", http.RequestAborted);
        if (descriptor is null)
        {
            return unknown!;
        }

        var card = new JsonObject
        {
            ["name"] = descriptor.Name,
            ["description"] = descriptor.Description,
            ["version"] = $"{typeof(A2aCards).Assembly.GetName().Version}",
            ["supportedInterfaces"] = new JsonArray(new JsonObject
            {
                ["url"] = $"{http.Request.Scheme}://{http.Request.Host}/a2a/{descriptor.Name}",
                ["protocolBinding"] = "JSONRPC",
                ["protocolVersion"] = A2aEndpoint.Version,
            }),
            ["capabilities"] = new JsonObject
            {
                ["streaming"] = true,
                ["pushNotifications"] = false,
                ["extendedAgentCard"] = false,
                ["extensions"] = new JsonArray(new JsonObject
                {
                    ["uri"] = Extension,
                    ["description"] = "The JSON Schema of data parts, and the member that the text fills.",
                    ["required"] = false,
                    ["params"] = new JsonObject { ["inputSchema"] = JsonObject.Create(descriptor.InputSchema), ["textField"] = descriptor.TextField },
                }),
            },
            ["defaultInputModes"] = Modes(),
            ["defaultOutputModes"] = Modes(),
            ["skills"] = new JsonArray(new JsonObject
            {
                ["id"] = descriptor.Name,
                ["name"] = descriptor.Name,
                ["description"] = descriptor.Description,
                ["tags"] = new JsonArray([.. descriptor.Steps.Select(step => JsonValue.Create(step))]),
                ["examples"] = new JsonArray(descriptor.Sample is { } sample ? [JsonValue.Create(sample.GetRawText())] : []),
            }),
        };
        if (auth.Value.Mode != AuthMode.None)
        {
            card["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["httpAuthSecurityScheme"] = new JsonObject { ["scheme"] = "Bearer" } },
            };
            card["securityRequirements"] = new JsonArray(new JsonObject { ["schemes"] = new JsonObject { ["bearer"] = new JsonObject { ["list"] = new JsonArray() } } });
        }

        return TypedResults.Text(card.ToJsonString(), "application/json");
    }

    private static JsonArray Modes() => ["text/plain", "application/json"];
}
