namespace Streams.Api.Http.OpenApi;

/// <summary>Metadata: a parameter in the query or in a header.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">The description shown at /docs.</param>
/// <param name="InHeader">Whether it is a header, not part of the query.</param>
/// <param name="IsInteger">Whether it is a whole number, not text.</param>
/// <param name="Values">The values it can have, or null for any.</param>
internal sealed record TakesParameter(string Name, string Description, bool InHeader, bool IsInteger, IReadOnlyList<string>? Values = null);
