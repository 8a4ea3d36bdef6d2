using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Metadata;

namespace AspireStreaming.Edge;

/// <summary>
/// A route or query value that is not of its parameter's type is refused with its name. The framework names only parameters that must be there.
/// </summary>
internal static class UnboundParameter
{
    private static readonly Dictionary<Type, Form> Forms = new()
    {
        [typeof(Guid)] = new(Is<Guid>, "must be a UUID"),
        [typeof(int)] = new(Is<int>, "must be a whole number"),
        [typeof(long)] = new(Is<long>, "must be a whole number"),
        [typeof(double)] = new(Is<double>, "must be a number"),
        [typeof(bool)] = new(Is<bool>, "must be 'true' or 'false'"),
    };

    private static readonly ConditionalWeakTable<Endpoint, Parameter[]> OfEndpoints = [];

    /// <summary>Checks requests before their handlers run.</summary>
    public static void UseNamedParameters(this IApplicationBuilder app) => app.Use(next => http =>
    {
        Check(http);
        return next(http);
    });

    /// <exception cref="BadFieldException">A value is of the wrong form.</exception>
    private static void Check(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            return;
        }

        foreach (var (name, form) in OfEndpoints.GetValue(endpoint, Read))
        {
            string? value = http.Request.RouteValues.TryGetValue(name, out object? part) ? part as string : http.Request.Query[name];
            if (!string.IsNullOrEmpty(value) && !form.Fits(value))
            {
                throw new BadFieldException(name is "id" ? "job_id" : name, form.Expected);
            }
        }
    }

    private static Parameter[] Read(Endpoint endpoint) =>
    [
        .. from binding in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
           let info = binding.ParameterInfo
           where Forms.ContainsKey(TypeOf(info.ParameterType))
           let named = info.GetCustomAttributes(inherit: false).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name
           select new Parameter(named ?? binding.Name, Forms[TypeOf(info.ParameterType)]),
    ];

    private static Type TypeOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool Is<T>(string value)
        where T : IParsable<T> =>
        T.TryParse(value, CultureInfo.InvariantCulture, out _);

    private sealed record Form(Func<string, bool> Fits, string Expected);

    private sealed record Parameter(string Name, Form Form);
}
