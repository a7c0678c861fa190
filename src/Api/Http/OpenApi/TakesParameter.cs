namespace Streams.Api.Http.OpenApi;

/// <summary>Metadata: a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="InHeader">Whether it is a header, not part of the query.</param>
/// <param name="IsInteger">Whether it is a whole number, not text.</param>
/// <param name="Values">The values it can have, or null for any.</param>
internal sealed record TakesParameter(string Name, string Description, bool InHeader, bool IsInteger, IReadOnlyList<string>? Values = null);
