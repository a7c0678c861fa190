using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Streams.Grains.Settings;

namespace Streams.Silo.Hosting;

/// <summary>
/// Checks the names and the types of the settings that are given, before they are bound: .NET ignores a name that it does not know, reads a time span of '5' as five days,
/// and reports other values in the words of its type system.
/// </summary>
public static class GivenSettings
{
    private const int MaxSuggestions = 3;

    /// <summary>Checks the settings in the sections that have a class with a <see cref="SectionAttribute"/>, and the log levels.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="host">The host's assembly: its settings are known, besides those of silos and grains.</param>
    /// <param name="others">Names that are valid but belong to another host, which may share the environment.</param>
    /// <exception cref="InvalidSettingException">Some are invalid; the message has a sentence for each.</exception>
    public static void Check(IConfiguration configuration, Assembly host, params string[] others)
    {
        var known = Known(host).Concat(others.Select(name => (name, typeof(string)))).ToDictionary(setting => setting.Item1, StringComparer.OrdinalIgnoreCase);
        var roots = known.Keys.Select(Root).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var faults = configuration.AsEnumerable()
            .Where(given => given.Value is not null && given.Key.Contains(':', StringComparison.Ordinal))
            .OrderBy(given => given.Key, StringComparer.OrdinalIgnoreCase)
            .Select(given => Fault(given.Key, given.Value!))
            .OfType<string>()
            .ToArray();
        if (faults.Length > 0)
            throw new InvalidSettingException(string.Join(' ', faults));

        string? Fault(string name, string value)
        {
            if (known.TryGetValue(name, out var setting))
                return Expected(setting.Item2, value) is { } expected ? $"{setting.Item1} is '{value}'; it must be {expected}." : null;
            if (roots.Contains(Root(name)))
                return $"{name} is not a setting; {Suggestion(name, known.Keys)}";
            return IsLogLevel(name) && value.Length > 0 && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _)
                ? $"{name} is '{value}'; it must be Trace, Debug, Information, Warning, Error, Critical or None."
                : null;
        }
    }

    private static IEnumerable<(string Name, Type Type)> Known(Assembly host) =>
        from assembly in new[] { typeof(SectionAttribute).Assembly, typeof(GivenSettings).Assembly, host }.Distinct()
        from type in assembly.GetTypes()
        where type.IsDefined(typeof(SectionAttribute), inherit: false)
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        select ($"{SectionAttribute.Of(type)}:{property.Name}", property.PropertyType);

    private static string? Expected(Type type, string value) => Nullable.GetUnderlyingType(type) is { } underlying
        ? value.Length == 0 ? null : Expected(underlying, value)
        : Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 when !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => Whole(value, int.MaxValue),
            TypeCode.Int64 when !long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => Whole(value, long.MaxValue),
            TypeCode.Boolean when !bool.TryParse(value, out _) => "true or false",
            TypeCode.Object when type == typeof(TimeSpan) && !IsTimeSpan(value) => "a time span as hh:mm:ss",
            _ => null,
        };

    private static string Whole(string value, long most) => value.Length > 0 && value.All(char.IsAsciiDigit) ? $"at most {most}" : "a whole number";

    // A number alone would be days.
    private static bool IsTimeSpan(string value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) && (span == TimeSpan.Zero || value.Contains(':', StringComparison.Ordinal));

    private static bool IsLogLevel(string name) =>
        Root(name).Equals("Logging", StringComparison.OrdinalIgnoreCase) && name.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase);

    private static string Suggestion(string name, IEnumerable<string> known)
    {
        // A name may also be right, or nearly, in another section.
        var all = known.Select(other => (Name: other, Distance: Math.Min(Distance(name, other), Distance(Last(name), Last(other))))).ToArray();
        var least = all.Min(other => other.Distance);
        return least <= Math.Max(1, Last(name).Length / 3)
            ? $"did you mean {string.Join(" or ", all.Where(other => other.Distance == least).Select(other => other.Name).Take(MaxSuggestions))}?"
            : "docs/configuration.md lists them.";
    }

    private static string Root(string name) => name[..name.IndexOf(':', StringComparison.Ordinal)];

    private static string Last(string name) => name[(name.LastIndexOf(':') + 1)..];

    /// <summary>Counts the letters to insert, delete or replace, ignoring case.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(diagonal, row[j]));
            }
        }

        return row[^1];
    }
}
