using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>The header <c>Idempotency-Key</c>: the <c>report_id</c> of a request with one report, and what makes creating a goal safe to repeat.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>The key, or null if it is missing or invalid.</summary>
    public static string? Read(ShapeReader shape, IReadOnlyList<string?> values)
    {
        if (values.Count == 0)
            return null;

        // The draft standard quotes it; most clients do not.
        var key = values is [{ Length: > 2 } quoted] && quoted[0] == '"' && quoted[^1] == '"' ? quoted[1..^1] : values[0];
        if (values.Count == 1 && Ids.IsValid(key))
            return key;
        shape.FailAt(Header, $"must be given once, with {Ids.Description}");
        return null;
    }
}
