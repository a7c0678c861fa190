using System.Collections.Immutable;
using System.Text.Json;

namespace Streams.Contract;

/// <summary>The reason why a request failed, as callers see it: RFC 9457 with the contract's additions. Over HTTP it is <c>application/problem+json</c>.</summary>
/// <param name="Type">Names the kind of problem: <c>urn:streams:problem:</c> and the code.</param>
/// <param name="Title">The kind of problem, for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong this time, for people.</param>
/// <param name="Code">The code, for programs.</param>
/// <param name="Retryable">Whether the same request can succeed later.</param>
/// <param name="Errors">For validation errors: messages by path; otherwise omitted.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    RefusalCode Code,
    bool Retryable,
    ImmutableSortedDictionary<string, ImmutableArray<string>>? Errors)
{
    /// <summary>The media type over HTTP.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The document of a refusal.</summary>
    internal static ProblemDocument From(Refusal refusal) => new(
        $"urn:streams:problem:{JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Code.ToString())}",
        refusal.Code.Title(),
        refusal.Code.Status(),
        refusal.Detail,
        refusal.Code,
        refusal.Code.Retryable(),
        refusal.Errors);
}
