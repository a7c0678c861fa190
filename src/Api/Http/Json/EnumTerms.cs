using System.Text.Json;

namespace Streams.Api.Http.Json;

/// <summary>The values of an enum by their names on the wire.</summary>
internal static class EnumTerms<T>
    where T : struct, Enum
{
    private static readonly (string Name, T Value)[] All =
        [.. Enum.GetValues<T>().Select(value => (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), value))];

    /// <summary>The names, in the order of the values.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(term => term.Name)];

    /// <summary>The error message for any other value.</summary>
    public static string Expected { get; } = $"must be one of {string.Join(", ", All.Select(term => term.Name))}";

    public static bool TryFind(JsonElement name, out T value)
    {
        foreach (var term in All)
        {
            if (name.ValueEquals(term.Name))
            {
                value = term.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public static bool TryFind(string name, out T value)
    {
        var index = Array.FindIndex(All, term => term.Name == name);
        value = index < 0 ? default : All[index].Value;
        return index >= 0;
    }
}
