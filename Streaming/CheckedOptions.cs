using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming;

/// <summary>Options of a configuration section that are checked at start. An error names the key, the value and what is allowed.</summary>
public static class CheckedOptions
{
    /// <summary>Binds the options, and checks their validation attributes and <see cref="IValidatableObject"/>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="section">Name of the section, as in <c>Worker</c>.</param>
    public static IServiceCollection AddCheckedOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IConfigureOptions<T>>(provider => new TextCheck<T>(section, provider.GetRequiredService<IConfiguration>())); // before it is bound
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new ValueCheck<T>(section));
        return services;
    }

    /// <summary>The allowed values of a property, as in <c>1 to 256</c>; empty when all values of its type are.</summary>
    internal static string Allowed(PropertyInfo property) => string.Join(", ", property.GetCustomAttributes<ValidationAttribute>().Select(Allowed));

    /// <summary>A value as a user writes it.</summary>
    internal static string Text(object? value) => value switch
    {
        TimeSpan time => time.ToString("c"),
        bool flag => flag ? "true" : "false",
        IEnumerable<string> list => string.Join(", ", list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Allowed(ValidationAttribute rule)
    {
        switch (rule)
        {
            case RangeAttribute range:
                range.IsValid(null); // converts the bounds from text
                return $"{Text(range.Minimum)} to {Text(range.Maximum)}";
            case EnumDataTypeAttribute choice:
                return string.Join(", ", Enum.GetNames(choice.EnumType));
            case RegularExpressionAttribute expression:
                return $"text that matches {expression.Pattern}";
            case RequiredAttribute:
                return "text that is not empty";
            default:
                return rule.FormatErrorMessage("the value");
        }
    }

    private static string Error(string section, PropertyInfo property, string? value) =>
        $"{section}:{property.Name} is '{value}'. Allowed: {(Allowed(property) is { Length: > 0 } allowed ? allowed : property.PropertyType.Name)}.";

    /// <summary>Finds values that can't be read as the type of their property.</summary>
    private sealed class TextCheck<T>(string section, IConfiguration configuration) : IConfigureOptions<T>
        where T : class
    {
        public void Configure(T options)
        {
            foreach (var property in typeof(T).GetProperties())
            {
                if (configuration[$"{section}:{property.Name}"] is not { Length: > 0 } text)
                {
                    continue;
                }

                if (typeof(IList<string>).IsAssignableFrom(property.PropertyType))
                {
                    throw new OptionsValidationException(
                        Options.DefaultName, typeof(T), [$"{section}:{property.Name} is '{text}'. It is a list: set {section}:{property.Name}:0, {section}:{property.Name}:1 and so on."]);
                }

                if (property.CanWrite && !CanRead(property.PropertyType, text))
                {
                    throw new OptionsValidationException(Options.DefaultName, typeof(T), [Error(section, property, text)]);
                }
            }
        }

        private static bool CanRead(Type type, string text)
        {
            try
            {
                return TypeDescriptor.GetConverter(type) is not { } converter || !converter.CanConvertFrom(typeof(string))
                    || converter.ConvertFromInvariantString(text) is not null;
            }
            catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
            {
                return false;
            }
        }
    }

    private sealed class ValueCheck<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var errors = typeof(T).GetProperties()
                .Where(property => property.GetCustomAttributes<ValidationAttribute>().Any(rule => !rule.IsValid(property.GetValue(options))))
                .Select(property => Error(section, property, Text(property.GetValue(options))))
                .ToList();
            if (options is IValidatableObject whole)
            {
                errors.AddRange(whole.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!));
            }

            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
