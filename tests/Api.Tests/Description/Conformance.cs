using System.Globalization;
using System.Text.Json;

namespace Streams.Api.Tests.Description;

/// <summary>Compares a value with a schema of the description. Stricter than JSON Schema: a field that the schema does not name is a difference too.</summary>
internal static class Conformance
{
    /// <summary>The differences, each with its path; empty if the value conforms.</summary>
    public static IReadOnlyList<string> Differences(this ApiDescription description, JsonElement schema, JsonElement value, string path = "$")
    {
        schema = description.Resolve(schema);
        if (!schema.EnumerateObject().Any())
            return [];
        if (Alternatives(schema) is { } alternatives)
        {
            var tries = alternatives.Select(alternative => description.Differences(alternative, value, path)).ToArray();
            return Array.Exists(tries, differences => differences.Count == 0) ? [] : tries.MinBy(differences => differences.Count)!;
        }

        var types = ApiDescription.Types(schema);
        if (types.Count > 0 && !types.Any(type => HasType(value, type)))
            return [$"{path}: {value.GetRawText()} is not {string.Join(" or ", types)}"];
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)))
            return [$"{path}: {value.GetRawText()} is not in the enum"];
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && value.ValueKind == JsonValueKind.String && !IsTime(value.GetString()!))
            return [$"{path}: {value.GetRawText()} is not a time in UTC"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => [.. description.Fields(schema, value, path)],
            JsonValueKind.Array => [.. value.EnumerateArray().SelectMany((each, i) => description.Differences(schema.GetProperty("items"), each, $"{path}[{i}]"))],
            _ => [],
        };
    }

    private static IEnumerable<string> Fields(this ApiDescription description, JsonElement schema, JsonElement value, string path)
    {
        var fields = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
                yield return $"{path}.{name} is missing";
        }

        foreach (var field in value.EnumerateObject())
        {
            var own = fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field.Name, out var named) ? named : others;
            if (own.ValueKind == JsonValueKind.Undefined)
                yield return $"{path}.{field.Name} is not described";
            else
            {
                foreach (var difference in description.Differences(own, field.Value, $"{path}.{field.Name}"))
                    yield return difference;
            }
        }
    }

    private static IReadOnlyList<JsonElement>? Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var all) || schema.TryGetProperty("anyOf", out all) ? [.. all.EnumerateArray()] : null;

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
