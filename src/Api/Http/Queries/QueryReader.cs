using System.Globalization;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Queries;

/// <summary>Reads a query string and collects errors by parameter name. Ignores unknown parameters; an empty one counts as missing.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int MaxCursor = 1_000;

    private readonly ShapeReader _shape = new();

    /// <summary>The page size if there is no <c>limit</c>.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The errors, or null.</summary>
    public Refusal? Refusal => _shape.Refusal;

    public int Limit(int max) => (int)(Whole("limit", 1, max) ?? DefaultLimit);

    public long? Whole(string name, long min, long max)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        _shape.FailAt(name, max == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"must be a whole number >= {min}")
            : string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>A well-formed cursor; only storage knows whether it is valid.</summary>
    public string? Cursor()
    {
        if (Text("cursor") is not { } text)
            return null;
        if (text.Length <= MaxCursor && text.All(static c => c is > ' ' and <= '~'))
            return text;
        _shape.FailAt("cursor", "does not belong to this list");
        return null;
    }

    public T? Enum<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        if (EnumTerms<T>.TryFind(text, out var value))
            return value;
        _shape.FailAt(name, EnumTerms<T>.Expected);
        return null;
    }

    /// <summary>A term, or null.</summary>
    public string? Term(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Ids.IsTerm(text))
            return text;
        _shape.FailAt(name, ShapeReader.TermExpected);
        return null;
    }

    /// <summary>The index of the value among the allowed words; 0 if it is missing.</summary>
    public int Choice(string name, params string[] words)
    {
        if (Text(name) is not { } text)
            return 0;
        var index = Array.IndexOf(words, text);
        if (index < 0)
            _shape.FailAt(name, $"must be one of {string.Join(", ", words)}");
        return Math.Max(index, 0);
    }

    private string? Text(string name)
    {
        var values = query[name];
        if (values.Count > 1)
            _shape.FailAt(name, "must be given once");
        return values.Count == 1 && values[0] is { Length: > 0 } text ? text : null;
    }
}
