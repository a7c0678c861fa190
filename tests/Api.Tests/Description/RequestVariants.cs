using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streams.Contract;

namespace Streams.Api.Tests.Description;

/// <summary>A request, and whether the description allows it.</summary>
/// <param name="What">Which rule it tries, with the path.</param>
/// <param name="Value">The request, or the part of it.</param>
/// <param name="IsAllowed">Whether the server must accept it.</param>
internal sealed record Variant(string What, JsonNode? Value, bool IsAllowed);

/// <summary>Derives requests from a schema: one with every field, and variants of it at and beyond each limit of each field.</summary>
/// <param name="description">Where the schemas are.</param>
internal sealed class RequestVariants(ApiDescription description)
{
    /// <summary>The range of both years and employees is one shape; years end earlier.</summary>
    private const int LastYear = 9999;

    /// <summary>A value with every field.</summary>
    public JsonNode Sample(JsonElement schema, string path = "")
    {
        schema = Value(schema);
        if (schema.TryGetProperty("properties", out var fields))
            return new JsonObject(fields.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Sample(field.Value, $"{path}.{field.Name}"))));
        if (schema.TryGetProperty("items", out var items))
            return new JsonArray(Sample(Alternatives(items)[0], path + "[]"));
        if (schema.TryGetProperty("enum", out var values))
            return values[0].GetString()!;
        return Kind(schema) switch
        {
            "string" => schema.TryGetProperty("format", out _) ? "2027-03-01T12:00:00Z" : "a1",
            "object" => new JsonObject(),
            _ => path.EndsWith(".max", StringComparison.Ordinal) ? Maximum(schema, path) : Limit(schema, "minimum"),
        };
    }

    /// <summary>The variants of a value.</summary>
    public IEnumerable<Variant> Of(JsonElement schema, string path = "")
    {
        yield return new($"{path} of another type", true, IsAllowed: false);
        if (ApiDescription.Types(schema).Contains("null") || schema.TryGetProperty("oneOf", out _))
            yield return new($"{path} null", null, IsAllowed: true);
        schema = Value(schema);
        var variants = schema.TryGetProperty("enum", out _) ? [new($"{path} unknown", "unknown", false)]
            : schema.TryGetProperty("properties", out var fields) ? Fields(schema, fields, path)
            : Kind(schema) switch
            {
                "string" => Texts(schema, path),
                "array" => Elements(schema, path),
                "object" => Entries(schema, path),
                _ => Numbers(schema, path),
            };
        foreach (var variant in variants)
            yield return variant;
    }

    private IEnumerable<Variant> Fields(JsonElement schema, JsonElement fields, string path)
    {
        string[] required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        yield return With("unknown_field", new("unknown field", 1, IsAllowed: true));
        foreach (var field in fields.EnumerateObject())
        {
            var (name, own) = (field.Name, $"{path}.{field.Name}");
            var without = Sample(schema, path).AsObject();
            without.Remove(name);

            // A new goal without a number of companies has a target of 50; replies always contain the number.
            yield return new($"{own} absent", without, !required.Contains(name) || own == "NewStream.target_metrics.companies_to_find");
            foreach (var variant in Of(field.Value, own))
                yield return With(name, variant);
        }

        Variant With(string name, Variant variant)
        {
            var changed = Sample(schema, path).AsObject();
            changed[name] = variant.Value?.DeepClone();
            return variant with { Value = changed };
        }
    }

    private IEnumerable<Variant> Elements(JsonElement schema, string path)
    {
        yield return new($"{path} empty", new JsonArray(), !schema.TryGetProperty("minItems", out _));
        var (items, max) = (schema.GetProperty("items"), (int)Limit(schema, "maxItems"));
        foreach (var (count, isAllowed) in ((int, bool)[])[(max, true), (max + 1, false)])
            yield return new($"{path} with {count} elements", new JsonArray([.. Enumerable.Range(0, count).Select(_ => Sample(Alternatives(items)[0], path + "[]"))]), isAllowed);
        foreach (var variant in Alternatives(items).SelectMany(alternative => Of(alternative, path + "[]")))
            yield return variant with { Value = new JsonArray(variant.Value?.DeepClone()) };
    }

    private IEnumerable<Variant> Entries(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("maxProperties", out _))
        {
            yield return new($"{path} with any content", new JsonObject { ["any"] = new JsonArray(1, "x", null) }, IsAllowed: true);
            yield return new($"{path} too large", new JsonObject { ["any"] = new string('x', JsonText.MaxDataBytes) }, IsAllowed: false);
            yield break;
        }

        var max = (int)Limit(schema, "maxProperties");
        foreach (var (count, isAllowed) in ((int, bool)[])[(max, true), (max + 1, false)])
            yield return new($"{path} with {count} entries", new JsonObject(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)1))), isAllowed);
        foreach (var variant in Of(schema.GetProperty("additionalProperties"), path + ".k"))
            yield return variant with { Value = new JsonObject { ["k"] = variant.Value?.DeepClone() } };
    }

    private static IEnumerable<Variant> Texts(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("format", out _))
            yield return new($"{path} not a time", "tomorrow", IsAllowed: false);
        if (schema.TryGetProperty("pattern", out _))
        {
            yield return new($"{path} that does not match the pattern", "not one!", IsAllowed: false);
            yield return new($"{path} of 64 characters", new string('a', 64), IsAllowed: true);
            yield return new($"{path} of 65 characters", new string('a', 65), IsAllowed: false);
        }

        if (!schema.TryGetProperty("maxLength", out var max))
            yield break;
        yield return new($"{path} empty", "", !schema.TryGetProperty("minLength", out _));
        yield return new($"{path} of the maximum length", new string('a', max.GetInt32()), IsAllowed: true);
        yield return new($"{path} too long", new string('a', max.GetInt32() + 1), IsAllowed: false);
    }

    private static IEnumerable<Variant> Numbers(JsonElement schema, string path)
    {
        var (min, max, isWhole) = (Limit(schema, "minimum"), Maximum(schema, path), Kind(schema) == "integer");
        yield return new($"{path} at the minimum", min, IsAllowed: true);
        yield return new($"{path} too small", min - (isWhole ? 1 : 0.1m), IsAllowed: false);
        yield return new($"{path} at the maximum", max, IsAllowed: true);
        yield return new($"{path} too large", max + (isWhole ? 1 : 0.1m), IsAllowed: false);
        yield return new($"{path} within the range", min + 0.5m, !isWhole);
    }

    /// <summary>The schema itself; of one that allows null too, what else it allows.</summary>
    private JsonElement Value(JsonElement schema) =>
        description.Resolve(schema.TryGetProperty("oneOf", out var orNull) ? orNull.EnumerateArray().Last() : schema);

    private JsonElement[] Alternatives(JsonElement schema) =>
        description.Resolve(schema).TryGetProperty("anyOf", out var all) ? [.. all.EnumerateArray()] : [schema];

    private static string Kind(JsonElement schema) => ApiDescription.Types(schema).Single(type => type != "null");

    private static decimal Maximum(JsonElement schema, string path) =>
        path.Contains(".founded.", StringComparison.Ordinal) ? LastYear : Limit(schema, "maximum");

    private static decimal Limit(JsonElement schema, string name) => decimal.Parse(schema.GetProperty(name).GetRawText(), CultureInfo.InvariantCulture);
}
