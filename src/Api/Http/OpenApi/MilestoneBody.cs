using System.Text.Json;

namespace Streams.Api.Http.OpenApi;

/// <summary>Something to celebrate that the server cannot know by itself.</summary>
/// <param name="Type">A type of the agent's own, <c>[a-z0-9_]{1,64}</c>.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">At most 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB.</param>
/// <param name="ReportId"><inheritdoc cref="ReportBody"/></param>
public sealed record MilestoneBody(
    string Type,
    string Title,
    string Description,
    IReadOnlyDictionary<string, JsonElement>? Data = null,
    string? ReportId = null) : ReportBody(ReportId);
