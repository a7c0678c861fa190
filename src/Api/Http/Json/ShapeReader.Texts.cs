using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>Texts, ids, terms, enum values and opaque objects.</summary>
internal sealed partial class ShapeReader
{
    /// <summary>The maximum nesting of <c>data</c> and <c>config</c>. With the shapes around them they stay below the default limit of JSON libraries.</summary>
    public const int MaxDataDepth = 32;

    public string RequiredText(JsonElement parent, string name, TextRule rule) =>
        Require(parent, name, out var value) ? Text(value, name, rule) ?? "" : "";

    public string? OptionalText(JsonElement parent, string name, TextRule rule) =>
        TryGet(parent, name, out var value) ? Text(value, name, rule) : null;

    /// <summary>The current value as a text, or null if it is invalid.</summary>
    public string? Text(JsonElement value, TextRule rule)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail("must be a string", "must be a text");
            return null;
        }

        var text = rule.Clean(value.GetString()!);
        if (rule.Problem(text) is not { } problem)
            return text;
        Fail(problem);
        return null;
    }

    public string RequiredId(JsonElement parent, string name) => Require(parent, name, out var value) ? Id(value, name) ?? "" : "";

    public string? OptionalId(JsonElement parent, string name) => TryGet(parent, name, out var value) ? Id(value, name) : null;

    /// <summary>A term; see <see cref="Ids.IsTerm"/>.</summary>
    public string RequiredTerm(JsonElement parent, string name) => Require(parent, name, out var value) ? Term(value, name) ?? "" : "";

    public string? OptionalTerm(JsonElement parent, string name) => TryGet(parent, name, out var value) ? Term(value, name) : null;

    public T RequiredEnum<T>(JsonElement parent, string name)
        where T : struct, Enum =>
        TryRequiredEnum<T>(parent, name, out var found) ? found : default;

    /// <summary>Like <see cref="RequiredEnum"/>, for a value that decides how to continue.</summary>
    public bool TryRequiredEnum<T>(JsonElement parent, string name, out T found)
        where T : struct, Enum
    {
        found = default;
        if (!Require(parent, name, out var value))
            return false;
        if (value.ValueKind == JsonValueKind.String && EnumTerms<T>.TryFind(value, out found))
            return true;
        FailAt(name, EnumTerms<T>.Expected);
        return false;
    }

    /// <summary>An object that is stored as it is, or null.</summary>
    public JsonText? OptionalData(JsonElement parent, string name)
    {
        if (!TryGet(parent, name, out var value))
            return null;
        Enter(name);
        var text = IsObject(value) ? Data(value) : null;
        Leave();
        return text;
    }

    private JsonText? Data(JsonElement value)
    {
        var minified = JsonMinifier.Minify(value, JsonText.MaxDataBytes, out var depth);
        if (minified is null)
            Fail($"must be at most {JsonText.MaxDataBytes} bytes of JSON", $"is too large: at most {JsonText.MaxDataBytes / 1024} KiB are allowed");
        else if (depth > MaxDataDepth)
            Fail($"must be nested at most {MaxDataDepth} levels deep");
        else
            return JsonText.FromTrusted(minified);
        return null;
    }

    private string? Text(JsonElement value, string name, TextRule rule)
    {
        Enter(name);
        var text = Text(value, rule);
        Leave();
        return text;
    }

    private string? Id(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } id && Ids.IsValid(id))
            return id;
        FailAt(name, $"must be {Ids.Description}");
        return null;
    }

    private string? Term(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } term && Ids.IsTerm(term))
            return term;
        FailAt(name, TermExpected);
        return null;
    }

    /// <summary>The error message for a value that is not a term.</summary>
    public static string TermExpected { get; } = $"must be {Ids.TermDescription}";
}
