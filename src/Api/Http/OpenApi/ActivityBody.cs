using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>Something the agent did.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">What people call it, 1 to 200 characters.</param>
/// <param name="AgentType">Its kind, <c>[a-z0-9_]{1,64}</c>.</param>
/// <param name="ActivityType">What happened.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB.</param>
/// <param name="ReportId"><inheritdoc cref="ReportBody"/></param>
public sealed record ActivityBody(
    string AgentId,
    string AgentName,
    string AgentType,
    ActivityType ActivityType,
    string Message,
    IReadOnlyDictionary<string, JsonElement>? Data = null,
    string? ReportId = null) : ReportBody(ReportId);
